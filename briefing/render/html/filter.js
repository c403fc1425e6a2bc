// Narrows the page to what a reader asks for, and keeps that in its address, to be bookmarked.
"use strict";
(() => {
  const form = document.querySelector("form.filter");
  const said = form.querySelector("output");
  const whole = document.querySelector("header .under");
  const facets = [...form.querySelectorAll("select")];
  const parts = [...document.querySelectorAll("[data-tied]")];
  const tied = new Map(parts.map((part) => [part, part.dataset.tied.split(" ")]));
  const counted = parts.filter((part) => facets.every(({ name }) => name in part.dataset));
  const sections = [...document.querySelectorAll("main section")].reverse();
  const links = [...document.querySelectorAll("nav li > a")].reverse();

  const has = (part, { name, value }) => !value || part.dataset[name].split(" ").includes(value);

  // Where a part has no value of its own in a facet, what it is tied to must fit as a whole.
  const stays = (part, fitting) => facets.every(
    (facet) => !(facet.name in part.dataset) || has(part, facet),
  ) && (
    facets.every(({ name, value }) => !value || name in part.dataset)
    || tied.get(part).some((id) => fitting.has(id))
  );

  const show = () => {
    const narrowed = facets.some(({ value }) => value);
    const fitting = new Set(
      counted.filter((part) => facets.every((facet) => has(part, facet))).map(({ id }) => id),
    );
    for (const part of parts) {
      part.hidden = !stays(part, fitting);
    }
    // From the inside out: a section stays with what stays in it. One at the top that holds nothing
    // to find tells of the whole, which is not what was asked for; the sources are needed all the
    // same.
    for (const section of sections) {
      const held = [...section.querySelectorAll("[data-tied]")];
      if (held.length) {
        const left = held.some((part) => !part.hidden);
        section.hidden = "tied" in section.dataset ? section.hidden && !left : !left;
      } else if (section.parentElement.localName === "main") {
        section.hidden = narrowed && !section.querySelector(".sources");
      }
    }
    for (const link of links) {
      const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      link.parentElement.hidden = Boolean(target && target.closest("[hidden]"));
    }
    const { one, many } = said.dataset;
    const total = `${counted.length} ${counted.length === 1 ? one : many}`;
    said.value = narrowed ? `${fitting.size} of ${total}` : total;
    // On paper the box itself is gone, so that its count says what was asked for.
    const chosen = facets.filter(({ value }) => value);
    said.dataset.label = chosen.map(
      ({ dataset, selectedOptions }) => `${dataset.label}: ${selectedOptions[0].label}`,
    ).join("; ");
    // What the head counts is the whole.
    if (whole) {
      whole.hidden = narrowed;
    }
    form.classList.toggle("narrowed", narrowed);
  };

  const keep = () => {
    const asked = new URLSearchParams();
    for (const { name, value } of facets) {
      if (value) {
        asked.set(name, value);
      }
    }
    const [page] = location.href.split("#");
    history.replaceState(null, "", `${asked}` ? `${page}#${asked}` : page);
  };

  const follow = () => {
    const hash = location.hash.slice(1);
    if (hash.includes("=")) {
      const asked = new URLSearchParams(hash);
      for (const facet of facets) {
        facet.value = asked.get(facet.name) || "";
        if (facet.selectedIndex < 0) {
          facet.value = "";
        }
      }
      show();
      return;
    }
    // A link leads to its target even where that is put away.
    const target = document.getElementById(decodeURIComponent(hash));
    if (target && target.closest("[hidden]")) {
      for (const facet of facets) {
        facet.value = "";
      }
      show();
      target.scrollIntoView();
    }
  };

  form.addEventListener("change", () => {
    show();
    keep();
  });
  form.querySelector("button").addEventListener("click", () => {
    for (const facet of facets) {
      facet.value = "";
    }
    show();
    keep();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", follow);
  form.hidden = false;
  show();
  follow();
})();
