"use strict";

// What stands outside the row that was saved follows it: sums of groups, the bar at the foot, the list of what a sheet
// lacks. Without this file all of it is as of the last load.
window.SheetTotals = class {
  constructor(form) {
    this.rest = form.querySelector(".summary-rest");
    this.more = form.querySelector(".summary-more");
    this.box = document.getElementById("con-thieu");
    // Whoever asks "Còn thiếu gì?" wants to see the list, not its closed lid.
    this.more?.querySelector("a").addEventListener("click", () => {
      this.box.open = true;
    });
  }

  show(key, answer) {
    for (const [group, points] of Object.entries(answer.groups)) {
      const place = document.getElementById(`tong-${group}`);
      // Points beside a row stand in a sentence, which needs a word where there are none.
      if (place) place.textContent = points || (place.matches(".group-total-inline") ? "…" : "");
    }
    document.querySelectorAll("[data-total]").forEach((place) => {
      place.textContent = answer.total || String(answer.filled);
    });
    if (this.box && answer.lacks !== undefined) this.list(key, answer.lacks);
    if (this.rest) this.tell(answer);
  }

  // The same words as the page has when it is loaded: scoring/_own_total.html.
  tell({ missing, required }) {
    const count = this.box ? this.box.querySelectorAll("[data-row]").length : missing;
    const lacking = count === missing ? `còn ${count} nội dung chưa chấm` : `còn thiếu ${count} nội dung`;
    this.rest.classList.toggle("is-missing", count > 0);
    this.rest.textContent = count ? lacking : `đã chấm đủ ${required} nội dung`;
  }

  list(key, sentence) {
    const places = this.box.querySelector("ul");
    places.querySelectorAll(`[data-row="${key}"]`).forEach((line) => line.remove());
    if (sentence) places.insertBefore(this.line(key, sentence), this.after(key));
    const lines = [...places.children];
    this.box.querySelector("[data-missing]").textContent = String(lines.length);
    this.box.hidden = !lines.length;
    if (this.more) this.more.hidden = !lines.length;
  }

  line(key, sentence) {
    const line = document.createElement("li");
    line.dataset.row = key;
    const link = document.createElement("a");
    Object.assign(link, { href: `#dong-${key}`, textContent: sentence });
    line.append(link);
    return line;
  }

  // The list is in the order of the sheet: the first line of a row further down.
  after(key) {
    const row = document.getElementById(`dong-${key}`);
    const below = (line) => {
      const other = document.getElementById(`dong-${line.dataset.row}`);
      return other && row.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
    };
    return [...this.box.querySelectorAll("[data-row]")].find(below) || null;
  }
};
