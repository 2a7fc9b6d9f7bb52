"use strict";

// Saves each row of a sheet as it is typed. Without this file the sheet is one form with one button.
(() => {
  const form = document.querySelector("form[data-save-url]");
  if (!form || !window.fetch) return;
  const { saveUrl, user, stage } = form.dataset;
  const store = new RowStore(user, stage);
  const rowOf = (key) => document.getElementById(`dong-${key}`);
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(`phieu:${user}:${stage}`) : null;

  // Rows with more than one input, a plan or lines: all of them together are the value of the row.
  const NAMES = /^(?:[venp]|l[tpac])-(\d+)(?:-\d+)?$/;
  const keyOf = (target) => (NAMES.exec(target.name || "") || [])[1];
  const parts = new Map();
  for (const control of form.elements) {
    const key = keyOf(control);
    if (!key || /^[ve]-/.test(control.name)) continue;
    if (!parts.has(key)) parts.set(key, [...form.querySelectorAll(`[name="v-${key}"]`)]);
    parts.get(key).push(control);
  }
  const ticked = (control) => (control.checked ? control.value : "");
  const fieldsOf = (controls) =>
    Object.fromEntries(
      controls
        .map((each) => [each.name, each.type === "checkbox" ? ticked(each) : each.value.trim()])
        .filter(([, text]) => text),
    );
  // Says no where the page has no place for something: more lines than it offers.
  const fillParts = (controls, fields) => {
    const names = new Set(controls.map((each) => each.name));
    if (Object.entries(fields).some(([name, text]) => text && !names.has(name))) return false;
    for (const each of controls) {
      if (each.type === "checkbox") each.checked = (fields[each.name] || "") === each.value;
      else each.value = fields[each.name] || "";
    }
    return true;
  };
  const blank = (row) => (row.fields ? !Object.keys(row.fields).length : row.value === "");
  const wordsOf = (row) => (row.fields ? Object.values(row.fields).join(", ") : row.value) || "để trống";
  const revisionField = (key) => form.querySelector(`[name="r-${key}"]`);
  const read = (key) => {
    const chosen = form.querySelector(`[name="v-${key}"]:checked`);
    const typed = form.querySelector(`input[type=text][name="v-${key}"]`);
    const note = form.querySelector(`[name="e-${key}"]`);
    const fields = parts.has(key) ? fieldsOf(parts.get(key)) : undefined;
    return {
      value: fields ? JSON.stringify(fields) : (chosen ? chosen.value : typed ? typed.value : "").trim(),
      fields,
      explanation: (note ? note.value : "").replace(/\r\n/g, "\n").trim(),
      revision: revisionField(key).value,
    };
  };
  const write = (key, value, explanation) => {
    const note = form.querySelector(`[name="e-${key}"]`);
    if (note) note.value = explanation;
    if (parts.has(key)) return fillParts(parts.get(key), JSON.parse(value || "{}"));
    const typed = form.querySelector(`input[type=text][name="v-${key}"]`);
    if (typed) typed.value = value;
    form.querySelectorAll(`input[type=radio][name="v-${key}"]`).forEach((radio) => {
      radio.checked = radio.value === value;
    });
    return true;
  };
  let leaving = false;
  const reload = () => {
    leaving = true;
    location.reload();
  };

  const standing = new Map();
  const STATES = ["is-saving", "is-saved", "is-unsaved", "is-conflict", "is-error", "is-missing"];
  const show = (key, state, words, alert = false) => {
    const row = rowOf(key);
    row.classList.remove(...STATES);
    if (state) row.classList.add(state);
    let line = row.querySelector(".row-status");
    if (!line) {
      line = document.createElement("span");
      line.className = "row-status";
      line.setAttribute("aria-live", "polite");
      row.querySelector(".c-self").append(line);
    }
    line.textContent = words;
    const text = row.querySelector("input[type=text], fieldset");
    if (text) text.toggleAttribute("aria-invalid", alert);
    if (text && alert) text.setAttribute("aria-invalid", "true");
    if (!alert) row.querySelector(".row-error")?.remove();
  };

  const totals = new SheetTotals(form);
  // What stands now, and what it still asks for before the sheet can be handed in.
  const showStanding = (key, row, answer, words) => {
    show(key, answer.lacks || blank(row) ? "is-missing" : "is-saved", answer.asks ? `${words}. ${answer.asks}` : words);
    totals.show(key, answer);
  };

  const conflict = (key, mine, answer) => {
    const cell = rowOf(key).querySelector(".c-self");
    cell.querySelector(".return-note")?.remove();
    const note = document.createElement("div");
    note.className = "return-note";
    note.setAttribute("role", "alert");
    const head = document.createElement("strong");
    head.textContent = "Người khác vừa lưu giá trị khác.";
    const list = document.createElement("p");
    list.textContent = `Đang có: ${answer.shown}. Của đồng chí: ${wordsOf(mine)}.`;
    const words = document.createElement("p");
    if (answer.explanation.trim() !== mine.explanation.trim()) {
      words.className = "as-written";
      words.textContent =
        `Lời đang có: ${answer.explanation.trim() || "không có"}\nLời của đồng chí: ${mine.explanation || "không có"}`;
    }
    const button = (label, act) => {
      const element = document.createElement("button");
      element.type = "button";
      element.className = "btn btn-outline-secondary";
      element.textContent = label;
      element.addEventListener("click", () => {
        note.remove();
        act();
      });
      return element;
    };
    note.append(
      head,
      list,
      words,
      button("Giữ số của tôi", () => {
        revisionField(key).value = String(answer.revision);
        save(key);
      }),
      " ",
      button("Lấy số đang có", () => {
        store.forget(key);
        const standingValue = parts.has(key) ? JSON.stringify(answer.fields) : answer.value;
        if (!write(key, standingValue, answer.explanation)) return reload();
        revisionField(key).value = String(answer.revision);
        standing.set(key, read(key));
        showStanding(key, read(key), answer, `đã lưu ${answer.time}`);
      }),
    );
    cell.append(note);
    show(key, "is-conflict", "chưa lưu: hãy chọn một giá trị");
  };

  const hear = (key, row, kind, answer) => {
    if (kind === "saving") {
      const held = store.get(key);
      if (held) store.put(key, { ...held, after: row.after });
      show(key, "is-saving", "đang lưu");
    }
    if (kind === "offline") show(key, "is-unsaved", "chưa lưu được: sẽ thử lại");
    else if (kind === "session") askLogin(key);
    else if (kind === "closed") show(key, "is-error", answer.sentence, true);
    else if (kind === "refused") show(key, "is-error", answer.sentence, true);
    else if (kind === "stale") conflict(key, row, answer);
    else if (kind === "saved") saved(key, row, answer);
  };

  const saved = (key, row, answer) => {
    store.drop(key, row);
    revisionField(key).value = String(answer.revision);
    standing.set(key, { value: row.value, explanation: row.explanation });
    showStanding(key, row, answer, `đã lưu ${answer.time}`);
    channel?.postMessage({ key, row, answer });
    if (misfits.delete(key)) reload();
  };

  // Rows kept from an earlier page that this one cannot show whole: the next page will, once they are saved.
  const misfits = new Set();
  const askLogin = (key) => {
    show(key, "is-unsaved", "chưa lưu được: phiên làm việc đã hết");
    const place = document.getElementById("thong-bao");
    if (place.querySelector("[data-session]")) return;
    const notice = document.createElement("div");
    notice.className = "notice notice-warning";
    notice.dataset.session = "1";
    notice.setAttribute("role", "alert");
    const words = document.createElement("p");
    words.textContent = "Phiên làm việc đã hết. Những gì đã gõ còn giữ trên máy này và sẽ được lưu sau khi đăng nhập. ";
    const link = document.createElement("a");
    link.href = `/dang-nhap/?next=${encodeURIComponent(location.pathname)}`;
    link.textContent = "Đăng nhập lại";
    // What is kept on this machine is not lost by leaving; opened in another window, the page is not left.
    link.addEventListener("click", (event) => {
      if (!event.ctrlKey && !event.metaKey && !event.shiftKey) leaving = unsavedRows().every((each) => store.get(each));
    });
    words.append(link);
    notice.append(words);
    place.replaceChildren(notice);
  };

  const queue = new RowQueue(saveUrl, hear);
  const same = (one, other) => one && one.value === other.value && one.explanation === other.explanation;
  const save = (key) => {
    const row = { ...read(key), after: (store.get(key) || {}).after || [] };
    store.put(key, row);
    queue.put(key, row);
  };
  const touched = (key) => {
    if (same(standing.get(key), read(key)) && !store.get(key)) return;
    save(key);
  };

  const keys = [...form.querySelectorAll("[name^='r-']")].map((field) => field.name.slice(2));
  // What the server has just refused stands nowhere: it stays in this browser until it is corrected or given up.
  const troubled = (key) => rowOf(key).hasAttribute("data-unsaved");
  const given = (key) => ({ ...read(key), after: [], ...(rowOf(key).matches(".is-conflict") ? { revision: "" } : {}) });
  keys.forEach((key) => {
    if (!troubled(key)) standing.set(key, read(key));
    else if (!store.get(key)) store.put(key, given(key));
    rowOf(key).querySelector("[data-take-standing]")?.addEventListener("click", () => {
      leaving = true;
      store.forget(key);
    });
  });

  // What an earlier page could not hand over: sent again where nobody has saved since, otherwise both values are shown.
  const restore = (key) => {
    const held = store.get(key);
    if (!held || !keys.includes(key) || troubled(key)) return;
    const now = read(key);
    if (same(now, held)) {
      store.forget(key);
      return;
    }
    if (!write(key, held.value, held.explanation)) misfits.add(key);
    if (held.explanation) rowOf(key).querySelector("details.row-more")?.setAttribute("open", "");
    queue.put(key, held);
  };
  store.keys().forEach(restore);

  const timers = new Map();
  // Half a line is no mark: rows with parts are saved when the typing leaves them, or rests for long.
  const rest = (key) => (parts.has(key) ? 20000 : 1500);
  form.addEventListener("input", (event) => {
    const key = keyOf(event.target);
    if (!key) return;
    store.put(key, { ...read(key), after: (store.get(key) || {}).after || [] });
    clearTimeout(timers.get(key));
    timers.set(key, setTimeout(() => touched(key), rest(key)));
  });
  form.addEventListener("focusout", (event) => {
    const key = keyOf(event.target);
    if (!parts.has(key) || (event.relatedTarget && keyOf(event.relatedTarget) === key)) return;
    clearTimeout(timers.get(key));
    touched(key);
  });
  form.addEventListener("change", (event) => {
    const key = keyOf(event.target);
    if (!key || (parts.has(key) && event.target.type !== "checkbox")) return;
    clearTimeout(timers.get(key));
    touched(key);
  });

  channel?.addEventListener("message", ({ data }) => {
    const { key, row, answer } = data;
    if (!answer) return;
    // Sums are of the sheet as it stands, also where this window holds something else in that row.
    totals.show(key, answer);
    if (!standing.has(key) || !same(standing.get(key), read(key))) return;
    if (!write(key, row.value, row.explanation)) return;
    revisionField(key).value = String(answer.revision);
    standing.set(key, read(key));
    showStanding(key, row, answer, "đã lưu ở cửa sổ khác");
  });

  const unsavedRows = () => keys.filter((key) => !same(standing.get(key), read(key)));
  const unsaved = () => queue.waiting > 0 || unsavedRows().length > 0;
  form.addEventListener("submit", (event) => {
    // What opens in a window of its own leaves this page as it is.
    leaving = event.submitter?.formTarget !== "_blank";
    // Saves whose answers were never heard: a value that one of them left is no stranger's.
    store.keys().filter((key) => keys.includes(key)).forEach((key) => {
      const after = (store.get(key).after || []).join(",");
      let field = form.querySelector(`input[name="a-${key}"]`);
      if (!field) field = form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: `a-${key}` }));
      field.value = after;
    });
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && unsaved()) event.preventDefault();
  });
  document.querySelectorAll("form[data-logout]").forEach((logout) => {
    logout.addEventListener("submit", (event) => {
      if (!unsaved()) return;
      const words = "Còn nội dung chưa lưu được. Đăng xuất bây giờ, những gì đã gõ vẫn giữ trên máy này. Đăng xuất?";
      if (window.confirm(words)) leaving = true;
      else event.preventDefault();
    });
  });
})();
