// Opens the box of a term as a popover at the word; without this the link leads to the same box.
(() => {
  "use strict";
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.term, a.gloss-back");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (link.matches(".gloss-back")) {
      const box = link.closest(".gloss");
      if (!box.matches(":popover-open")) return;
      event.preventDefault();
      box.hidePopover();
      return;
    }
    const box = document.getElementById(link.hash.slice(1));
    if (!box?.showPopover) return;
    event.preventDefault();
    if (box.matches(":popover-open")) return;
    box.showPopover({ source: link });
    box.focus();
  });
})();
