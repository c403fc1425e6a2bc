"""Every type of answer. Each is in the file of its question; this imports them all.

Every reference in an answer is a full id.
"""

from typing import TypeAlias

from briefing.answers.book import FullBook
from briefing.answers.brief import Brief
from briefing.answers.changes import Changes, Differences
from briefing.answers.comparison import Comparison
from briefing.answers.coverage import Coverage
from briefing.answers.explanation import Explanation
from briefing.answers.flashpoints import Flashpoints
from briefing.answers.gaps import Gaps
from briefing.answers.listing import Listing
from briefing.answers.overview import Overview
from briefing.answers.prep import Prep
from briefing.answers.quotes import Quotes
from briefing.answers.report import Report
from briefing.answers.search import Search
from briefing.answers.sources import SourceTable, SourceUses
from briefing.answers.timeline import Timeline

View: TypeAlias = (
    Overview
    | FullBook
    | Brief
    | Flashpoints
    | Comparison
    | Gaps
    | Timeline
    | Changes
    | Differences
    | Prep
    | Search
    | Quotes
    | SourceTable
    | SourceUses
    | Coverage
    | Listing
    | Report
    | Explanation
)
"""An answer, as JSON shows it and `compose` lays it out.

Its `schema` has a version, within which fields are only added. The number goes up where something
is removed or changes its meaning.
"""
