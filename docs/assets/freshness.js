// Shows which figures have passed their review since the site was built.
const today = new Date().toISOString().slice(0, 10);
for (const mark of document.querySelectorAll("[data-due]")) {
  if (mark.dataset.due < today) mark.hidden = false;
}
