"use strict";

// The list of what a sheet lacks follows the rows as they are saved; without this file it is as of the last load.
(() => {
  const box = document.getElementById("con-thieu");
  if (!box) return;
  // Whoever asks "Còn thiếu gì?" wants to see the list, not its closed lid.
  document.querySelectorAll('a[href="#con-thieu"]').forEach((link) => link.addEventListener("click", () => {
    box.open = true;
  }));

  const lines = [...box.querySelectorAll("[data-row]")];
  const count = box.querySelector("[data-missing]");

  const follow = (line, row) => {
    if (row.classList.contains("is-saved")) line.hidden = true;
    else if (row.classList.contains("is-missing")) line.hidden = false;
    count.textContent = String(lines.filter((each) => !each.hidden).length);
  };

  for (const line of lines) {
    const row = document.getElementById(`dong-${line.dataset.row}`);
    // What lacks more than points, such as a report, is looked at again when the page is.
    if (!row || !row.classList.contains("is-missing")) continue;
    new MutationObserver(() => follow(line, row)).observe(row, { attributeFilter: ["class"] });
  }
})();
