"use strict";

// Sends rows one after the other per row, the same save id until the server has answered, again and again
// while there is no line. What it hears goes to `hear(key, row, kind, answer)`.
window.RowQueue = class {
  constructor(url, hear) {
    this.url = url;
    this.hear = hear;
    this.rows = new Map();
    this.delay = 2000;
    window.addEventListener("online", () => this.retryNow());
  }

  static saveId() {
    // crypto.randomUUID is missing on plain http, which a closed LAN may well be.
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  static token() {
    // The cookie, not the page: a new login in another window has changed it.
    const found = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    const field = document.querySelector("input[name=csrfmiddlewaretoken]");
    return found ? found[1] : field ? field.value : "";
  }

  get waiting() {
    return this.rows.size;
  }

  put(key, row) {
    const held = this.rows.get(key);
    if (held && held.flying) {
      held.next = row;
      return;
    }
    // A save without an answer may have arrived all the same: what it left there is no stranger's value.
    const after = [...(row.after || []), ...(held ? held.row.after : [])];
    const saveId = RowQueue.saveId();
    this.rows.set(key, { row: { ...row, after: [...new Set([...after, saveId])] }, saveId, flying: false, next: null });
    this.send(key);
  }

  retryNow() {
    this.delay = 2000;
    for (const key of this.rows.keys()) this.send(key);
  }

  async send(key) {
    const held = this.rows.get(key);
    if (!held || held.flying) return;
    held.flying = true;
    this.hear(key, held.row, "saving");
    let response = null;
    let answer = null;
    try {
      response = await fetch(`${this.url}${key}/`, {
        method: "POST",
        headers: { "X-CSRFToken": RowQueue.token(), "HX-Request": "true" },
        body: new URLSearchParams({
          ...(held.row.fields || { [`v-${key}`]: held.row.value }),
          [`e-${key}`]: held.row.explanation,
          [`r-${key}`]: held.row.revision,
          save_id: held.saveId,
          after: held.row.after.join(","),
        }),
      });
      if ((response.headers.get("Content-Type") || "").includes("json")) answer = await response.json();
    } catch {
      response = null;
    }
    held.flying = false;
    this.settle(key, held, response, answer);
  }

  settle(key, held, response, answer) {
    const kind = answer ? answer.state : response === null || response.status >= 500 ? "offline" : "session";
    if (kind === "offline" || kind === "session") {
      this.hear(key, held.row, kind, answer);
      if (kind === "offline") this.later();
      return;
    }
    this.rows.delete(key);
    this.delay = 2000;
    this.hear(key, held.row, kind, answer);
    if (!held.next) return;
    const known = kind === "saved" ? { revision: String(answer.revision), after: [] } : { after: held.row.after };
    this.put(key, { ...held.next, ...known });
  }

  later() {
    if (this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      this.delay = Math.min(this.delay * 2, 30000);
      for (const key of this.rows.keys()) this.send(key);
    }, this.delay);
  }
};
