"use strict";

// Keys for the board's list, as in a mail program: j and k move, x ticks, Enter opens. The list works without them.
(() => {
  const table = document.querySelector("[data-board]");
  if (!table) return;
  const rows = [...table.tBodies[0].rows];
  let at = -1;
  const go = (to) => {
    if (to < 0 || to >= rows.length) return;
    rows[at]?.classList.remove("is-selected");
    at = to;
    rows[at].classList.add("is-selected");
    rows[at].querySelector("a").focus();
    rows[at].scrollIntoView({ block: "nearest" });
  };
  // The box over the column ticks what is below it; it is there only where it can.
  const all = table.querySelector("[data-tick-all]");
  const boxes = rows.map((row) => row.querySelector("input"));
  all.hidden = false;
  all.addEventListener("change", () => boxes.forEach((box) => { box.checked = all.checked; }));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input[type=text], textarea, select")) return;
    if (event.key === "j") go(at + 1);
    else if (event.key === "k") go(at - 1);
    else if (event.key === "x" && at >= 0) rows[at].querySelector("input").click();
  });
})();
