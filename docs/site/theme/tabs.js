// The tabs of the languages: one choice for all of them, kept from page to page. And what scrolls sideways can be reached by keys.
(() => {
  "use strict";
  const NAMES = { rust: "Rust", python: "Python", typescript: "TypeScript", go: "Go" };
  const KEY = "agentspec-language";
  const root = document.documentElement;
  const groups = [...document.querySelectorAll(".tabs")];

  function choose(language) {
    root.dataset.language = language;
    try {
      localStorage.setItem(KEY, language);
    } catch {
      // Without storage the choice holds for this page.
    }
    groups.forEach(mark);
  }

  /** Tells which tab of a group is shown. */
  function mark(group) {
    const panels = panelsOf(group);
    const shown = panels.find((panel) => panel.dataset.language === root.dataset.language) ?? panels[0];
    for (const button of group.querySelectorAll("[role=tab]")) {
      const isShown = button.dataset.tab === shown.dataset.language;
      button.setAttribute("aria-selected", String(isShown));
      button.tabIndex = isShown ? 0 : -1;
    }
  }

  function panelsOf(group) {
    return [...group.children].filter((child) => child.classList.contains("tab"));
  }

  function build(group, index) {
    const list = document.createElement("div");
    list.className = "tab-list";
    list.setAttribute("role", "tablist");
    list.setAttribute("aria-label", "Language");
    for (const panel of panelsOf(group)) {
      const language = panel.dataset.language;
      const button = document.createElement("button");
      button.type = "button";
      button.id = `tab-${index}-${language}`;
      button.dataset.tab = language;
      button.textContent = NAMES[language];
      button.setAttribute("role", "tab");
      panel.id = `panel-${index}-${language}`;
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", button.id);
      button.setAttribute("aria-controls", panel.id);
      button.addEventListener("click", () => keepingPlace(button, () => choose(language)));
      list.append(button);
    }
    list.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation(); // mdBook turns pages by the same keys
      const buttons = [...list.children];
      const next = buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length];
      next.click();
      next.focus();
    });
    group.prepend(list);
    mark(group);
  }

  /** Other tabs change their heights, too; what was clicked stays where it is. */
  function keepingPlace(element, change) {
    const before = element.getBoundingClientRect().top;
    change();
    window.scrollBy({ top: element.getBoundingClientRect().top - before, behavior: "instant" });
  }

  /** A link may lead into a tab that is not shown. */
  function showTarget() {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id && document.getElementById(id);
    const panel = target && target.closest(".tab");
    if (!panel) return;
    if (panel.dataset.language !== root.dataset.language) choose(panel.dataset.language);
    // A name of a language is not shown beside the tabs.
    (target.offsetParent ? target : panel.parentElement).scrollIntoView();
  }

  groups.forEach(build);
  for (const region of document.querySelectorAll(".content pre > code, .table-wrapper")) region.tabIndex = 0;
  showTarget();
  window.addEventListener("hashchange", showTarget);
})();
