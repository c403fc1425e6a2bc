"""The vocabularies: every word that a field may be limited to, and what it means."""

from typing import Final, Literal, TypeAlias, get_args

Basis: TypeAlias = Literal["stated", "inferred", "reported"]
"""How a source carries a concern: said outright, only implied, or passed on from others."""

DateBasis: TypeAlias = Literal["stated", "inferred", "external"]
"""Where a date comes from: the main text, a reading of it, or another document."""

Reading: TypeAlias = Literal["stated", "inferred"]
"""Whether a source says something, or this library infers it from what the source says."""

AdviceBasis: TypeAlias = Literal["stated", "implied"]
"""Whether a source gives the advice outright or implies it."""

Extent: TypeAlias = Literal["fully", "partly", "unstated"]
"""How far a reassurance answers a concern, as far as the sources say."""

Status: TypeAlias = Literal["answered", "partly-answered", "touched-on", "unanswered"]
"""The state of a concern on a date. Always derived, never typed."""

ReassuranceKind: TypeAlias = Literal[
    "statement",
    "visit",
    "meeting",
    "call",
    "deployment",
    "sale",
    "treaty-affirmation",
    "exercise",
    "policy",
]

Stage: TypeAlias = Literal["said", "pledged", "done"]
"""How far a reassurance has gone: words, a promise of deeds, deeds."""

Fulfilment: TypeAlias = Literal["kept", "partly-kept", "broken", "withdrawn"]
"""What became of a pledge."""

Rating: TypeAlias = Literal["poor", "partial", "good", "vital"]
"""How well an approach suits something, as its source rates it."""

ActionStatus: TypeAlias = Literal["done", "under-way", "planned", "reported", "hypothetical"]

ActorType: TypeAlias = Literal["person", "body", "group", "force"]

InstrumentType: TypeAlias = Literal[
    "treaty",
    "convention",
    "protocol",
    "declaration",
    "agreement",
    "arrangement",
    "guideline",
    "law",
    "weapon-system",
    "trade-pact",
    "strategy",
    "policy",
]

InstrumentStatus: TypeAlias = Literal[
    "proposed", "under-negotiation", "agreed", "in-force", "under-way", "suspended", "abandoned"
]

Trend: TypeAlias = Literal["worsening", "unchanged", "improving"]
"""Where a flashpoint is heading, in the words of CFR's tracker and CrisisWatch."""

EventType: TypeAlias = Literal[
    "agree",
    "consult",
    "support",
    "concede",
    "cooperate",
    "aid",
    "retreat",
    "request",
    "accuse",
    "reject",
    "threaten",
    "protest",
    "sanction",
    "mobilize",
    "coerce",
    "assault",
]
"""PLOVER event types."""

EventMode: TypeAlias = Literal["visit", "third-party", "multilateral", "phone"]
"""PLOVER modes of *consult*."""

EventStatus: TypeAlias = Literal["past", "planned", "hypothetical"]

Likelihood: TypeAlias = Literal[
    "almost-no-chance",
    "very-unlikely",
    "unlikely",
    "roughly-even-chance",
    "likely",
    "very-likely",
    "almost-certain",
]
"""ICD 203: 1-5, 5-20, 20-45, 45-55, 55-80, 80-95 and 95-99 per cent."""

Confidence: TypeAlias = Literal["low", "moderate", "high"]
"""ICD 203 confidence in the sourcing; never merged with likelihood."""

SourceType: TypeAlias = Literal[
    "analysis", "government-primary", "official-statement", "treaty-text", "news", "think-tank"
]

OFFICIAL: Final[tuple[SourceType, ...]] = (
    "government-primary",
    "official-statement",
    "treaty-text",
)
"""The types of source by which a government or a treaty itself speaks."""

Reliability: TypeAlias = Literal["A", "B", "C", "D", "E", "F"]
"""Admiralty code of a source: A completely reliable to E unreliable; F cannot be judged."""

Credibility: TypeAlias = Literal["1", "2", "3", "4", "5", "6"]
"""Admiralty code of one use of a source: 1 confirmed to 5 improbable; 6 cannot be judged."""

Marking: TypeAlias = Literal["clear", "green", "amber", "amber+strict", "red"]
"""TLP 2.0: how far something may be passed on, from everybody to those present."""

MARKINGS: Final[tuple[Marking, ...]] = get_args(Marking)
"""The markings, the strictest last."""
