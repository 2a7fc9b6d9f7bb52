"use strict";

// Every page works without this file: it only moves the focus and keeps menus and buttons tidy.

const menus = () => document.querySelectorAll("details.app-menu[open], details.row-menu[open]");

// On a phone rows are laid out as cards, and some browsers then no longer read a table as one: the roles say it again.
const ROLES = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
const roleOf = (part) => ROLES[part.tagName] || (part.scope === "row" ? "rowheader" : "columnheader");
const keepTables = () => {
  if (!window.matchMedia("(max-width: 52rem)").matches) return;
  document.querySelectorAll("table.sheet, table.list-stack").forEach((table) => {
    for (const part of [table, ...table.querySelectorAll("thead, tbody, tr, th, td")]) part.setAttribute("role", roleOf(part));
  });
};

document.addEventListener("DOMContentLoaded", () => {
  keepTables();
  document.querySelector(".error-summary")?.focus();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  menus().forEach((menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});

document.addEventListener("click", (event) => {
  menus().forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  if (event.target.closest("[data-print]")) window.print();
});

// A slow connection invites a second press; the same form within two seconds is sent once.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.hasAttribute("data-hx-post") || form.getAttribute("method") !== "post") return;
  const last = Number(form.dataset.sentAt || 0);
  if (event.timeStamp - last < 2000 && last > 0) event.preventDefault();
  else form.dataset.sentAt = String(event.timeStamp);
});

// Answers htmx does not swap in are told in words; a part marked data-own-errors tells its own.
const tell = (text, link) => {
  const place = document.getElementById("thong-bao");
  if (!place) return;
  const notice = document.createElement("div");
  notice.className = "notice notice-error";
  notice.setAttribute("role", "alert");
  const line = document.createElement("p");
  line.textContent = text;
  if (link) {
    const anchor = document.createElement("a");
    Object.assign(anchor, { href: link.href, textContent: link.text, target: "_blank", rel: "noopener" });
    line.append(" ", anchor);
  }
  notice.append(line);
  place.replaceChildren(notice);
  place.scrollIntoView({ block: "nearest" });
};

const LOGIN = { href: "/dang-nhap/", text: "Đăng nhập lại ở cửa sổ mới" };
const ANSWERS = {
  401: ["Chưa ghi được: phiên làm việc đã hết. Đừng đóng trang này.", LOGIN],
  403: ["Chưa ghi được: phiên làm việc đã đổi, hoặc đồng chí không được giao việc này. Đừng đóng trang này.", LOGIN],
  404: ["Không tìm thấy nội dung này; có thể người khác vừa thay đổi. Hãy tải lại trang."],
  413: ["Tệp quá lớn."],
};

document.addEventListener("htmx:responseError", (event) => {
  if (event.target.closest("[data-own-errors]")) return;
  tell(...(ANSWERS[event.detail.xhr.status] || ["Chưa thực hiện được do lỗi máy chủ. Hãy đợi ít phút rồi làm lại."]));
});

document.addEventListener("htmx:sendError", (event) => {
  if (event.target.closest("[data-own-errors]")) return;
  tell("Không có kết nối mạng. Nội dung vừa nhập chưa được gửi; hãy làm lại khi có mạng.");
});

// Without a network a form that is sent gives way to the browser's error page, and what was typed in it is gone. It stays
// here instead. A server on this very machine answers without any network: so it is asked first.
const NO_NETWORK = "Không có kết nối mạng nên chưa gửi được. Nội dung vừa gõ vẫn còn ở trang này; khi có mạng, hãy bấm lại.";
let answered = false;

window.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    // Signing out has a question of its own.
    if (navigator.onLine || answered || form.matches("[data-hx-post], [data-logout]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const again = () => {
      answered = true;
      form.requestSubmit(event.submitter);
      answered = false;
    };
    fetch("/healthz", { cache: "no-store" }).then(again, () => tell(NO_NETWORK));
  },
  true,
);
