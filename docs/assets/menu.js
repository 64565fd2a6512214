// The drawer of narrow screens, by keyboard: Material opens it by labels, which take no focus. The one
// in the header becomes a button; those within the drawer take the focus and answer to Enter and Space.
(() => {
  "use strict";
  const toggle = document.getElementById("__drawer");
  const label = document.querySelector(".md-header label[for=__drawer]");
  const drawer = document.querySelector(".md-sidebar--primary");
  if (!toggle || !label || !drawer) return;

  const button = document.createElement("button");
  button.type = "button";
  button.className = `${label.className} menu`;
  button.setAttribute("aria-label", "Menu");
  button.append(...label.childNodes);
  button.onclick = () => toggle.click();
  label.replaceWith(button);

  const shown = (element) => element.checkVisibility({ visibilityProperty: true });
  const told = () => button.setAttribute("aria-expanded", String(toggle.checked));
  const enter = () => [...drawer.querySelectorAll("a[href], [tabindex='0']")].find(shown)?.focus();
  const close = () => { if (toggle.checked) toggle.click(); };
  told();
  toggle.addEventListener("change", () => {
    told();
    if (toggle.checked) enter();
  });
  drawer.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !drawer.contains(relatedTarget) && relatedTarget !== button) close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !toggle.checked) return;
    close();
    button.focus();
  });

  // The labels that open and close the lists within the drawer; Enter is Material's own for all labels.
  for (const step of drawer.querySelectorAll("label[for^='__nav'], label[for='__toc']")) {
    const list = document.getElementById(step.htmlFor);
    step.tabIndex = 0;
    step.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      step.click();
    });
    list?.addEventListener("change", () => { if (document.activeElement === step) enter(); });
  }
})();
