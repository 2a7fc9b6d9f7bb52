"use strict";

// A figure that could not be sent (no network, an answer that never came) is not lost: its row says so, leaving asks
// first, and it is sent again when the network is back.
(() => {
  const table = document.querySelector("[data-resend]");
  if (!table) return;
  const WORDS = "Có số liệu chưa lưu được; rời trang này thì mất. Rời trang?";
  const waiting = () => table.querySelectorAll("tr[data-unsaved]");
  let leaving = false;
  const UNSENT = "Chưa lưu được, chưa có mạng. Khi có mạng sẽ tự lưu lại.";
  const mark = (row, words) => {
    row.setAttribute("data-unsaved", "");
    let line = row.querySelector(".row-unsent");
    if (!line) {
      line = document.createElement("p");
      line.className = "row-error row-unsent";
      line.setAttribute("role", "alert");
      row.querySelector(".control").append(line);
    }
    line.textContent = words;
  };
  const failed = (words) => (event) => {
    const row = event.target.closest("tr");
    if (row) mark(row, words);
  };
  table.addEventListener("htmx:sendError", failed(UNSENT));
  // Why, app.js says on top of the page: the session is over, or the server failed.
  table.addEventListener("htmx:responseError", failed("Chưa lưu được."));
  // A row is swapped for the one that the server sends back, and the mark goes with it.
  window.addEventListener("online", () => {
    waiting().forEach((row) => {
      row.querySelector(".control [name^='v-']").dispatchEvent(new Event("change", { bubbles: true }));
    });
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.target || link.getAttribute("href").startsWith("#") || !waiting().length) return;
    leaving = window.confirm(WORDS);
    if (!leaving) event.preventDefault();
  });
  document.addEventListener("submit", (event) => {
    // The button "Lưu" sends every row by itself; any other form leaves the page.
    if (table.contains(event.target) || table === event.target) leaving = true;
    else if (waiting().length) {
      leaving = window.confirm(WORDS);
      if (!leaving) event.preventDefault();
    }
  }, true);
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && waiting().length) event.preventDefault();
  });
})();
