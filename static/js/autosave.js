// form[data-autosave="URL"]: what was changed is posted while one types.
//
// Sent: csrfmiddlewaretoken, version, `changed` (once a changed name) and those
// fields. A name in `changed` without a value was emptied. Answered, as JSON:
//   200 {"version": 8, "saved_at": "14:32:08", "note": ""}; 409 {"message": "…"}; 401 or a
//   redirect: the session is over. Until a 200 the fields stay in sessionStorage.
// With data-autosave-whole every field is sent and kept, not the changed ones alone:
// rows are read together, so that their numbers never shift between two posts.
// The page has one [data-autosave-status], where the user is told (saved.html).

const PAUSE = 2000;
const RETRIES = [5000, 15000, 60000];

class Autosave {
  constructor(form) {
    this.form = form;
    this.changed = new Set();
    this.key = `unsent:${document.documentElement.dataset.account}:${location.pathname}`;
    this.status = document.querySelector("[data-autosave-status]");
    this.failures = 0;
    form.addEventListener("input", (event) => this.note(event));
    form.addEventListener("change", (event) => this.note(event, 300));
    form.addEventListener("compositionend", (event) => this.note(event));
    form.addEventListener("submit", () => this.keep(true));
    window.addEventListener("online", () => this.schedule(0));
    this.restore();
  }

  say(state, text, label, action) {
    this.status.dataset.state = state;
    this.status.textContent = text;
    if (!label) return;
    const link = typeof action === "string";
    const button = document.createElement(link ? "a" : "button");
    Object.assign(button, { textContent: label, className: "p-btn p-btn--small" });
    Object.assign(button, link ? { href: action } : { type: "button", onclick: action });
    this.status.append(" ", button);
  }

  note(event, pause = PAUSE) {
    const name = event.target.name;
    if (!name || event.isComposing || event.target.type === "file") return;
    if (name === "version" || name === "csrfmiddlewaretoken") return;
    this.changed.add(name);
    this.keep(false);
    this.schedule(pause);
  }

  schedule(pause) {
    clearTimeout(this.timer);
    if (this.changed.size && !this.stopped) this.timer = setTimeout(() => this.send(), pause);
  }

  values(names) {
    const data = new FormData(this.form);
    return [...names].map((name) => [name, data.getAll(name).filter((v) => typeof v === "string")]);
  }

  names(changed) {
    if (!("autosaveWhole" in this.form.dataset)) return changed;
    const names = new Set(new FormData(this.form).keys());
    names.delete("version");
    names.delete("csrfmiddlewaretoken");
    return names;
  }

  keep(submitted) {
    if (!this.changed.size) return;
    const version = this.form.elements.version?.value;
    const unsent = { version, submitted, values: this.values(this.names(this.changed)) };
    try { sessionStorage.setItem(this.key, JSON.stringify(unsent)); } catch { /* full or forbidden */ }
  }

  async send() {
    if (this.busy) return;
    this.busy = true;
    const sent = this.changed;
    this.changed = new Set();
    const body = new FormData();
    for (const name of ["csrfmiddlewaretoken", "version"]) body.append(name, this.form.elements[name]?.value ?? "");
    for (const [name, values] of this.values(this.names(sent))) {
      body.append("changed", name);
      for (const value of values) body.append(name, value);
    }
    this.say("saving", "正在保存……");
    try {
      await this.answered(await fetch(this.form.dataset.autosave, {
        method: "POST", body, headers: { Accept: "application/json", "X-Requested-With": "fetch" },
      }));
    } catch {
      this.failed(sent);
    }
    this.busy = false;
    if (this.failures === 0) this.schedule(PAUSE);
  }

  async answered(response) {
    if (response.status === 409) {
      return this.halt((await response.json()).message, "查看最新内容", () => location.reload());
    }
    if (response.status === 401 || response.redirected) {
      const login = `/accounts/login/?next=${encodeURIComponent(location.pathname)}`;
      return this.halt("登录已过期，内容保留在本机，重新登录后恢复", "重新登录", login);
    }
    if (!response.ok) throw new Error(response.status);
    const answer = await response.json();
    this.failures = 0;
    if (this.form.elements.version) this.form.elements.version.value = answer.version;
    sessionStorage.removeItem(this.key);
    this.keep(false);
    this.say("saved", `已自动保存 ${answer.saved_at}${answer.note ? `，${answer.note}` : ""}`);
    this.form.dispatchEvent(new CustomEvent("portal:saved", { detail: answer, bubbles: true }));
  }

  halt(text, label, action) {
    this.stopped = true;
    this.say("failed", `未保存：${text}`, label, action);
  }

  failed(sent) {
    for (const name of sent) this.changed.add(name);
    const wait = RETRIES[Math.min(this.failures, RETRIES.length - 1)];
    this.failures += 1;
    this.say("failed", "未保存，内容保留在本机", "重试", () => this.schedule(0));
    this.schedule(wait);
  }

  restore() {
    const unsent = JSON.parse(sessionStorage.getItem(this.key) ?? "null");
    if (!unsent) return;
    if (unsent.version === this.form.elements.version?.value) return this.fill(unsent);
    if (unsent.submitted) return sessionStorage.removeItem(this.key);
    this.say("failed", "有一份未保存的内容，页面上的内容较新", "恢复未保存的内容", () => this.fill(unsent));
  }

  fill(unsent) {
    for (const [name, values] of unsent.values) if (name.endsWith("-TOTAL_FORMS")) this.addRows(name, values[0]);
    for (const [name, values] of unsent.values) {
      for (const control of this.form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (control.type === "checkbox" || control.type === "radio") control.checked = values.includes(control.value);
        else control.value = values.shift() ?? "";
      }
      this.changed.add(name);
    }
    this.form.dispatchEvent(new Event("input", { bubbles: true }));
    this.form.dispatchEvent(new CustomEvent("portal:restored", { bubbles: true }));
    this.say("restored", "已恢复未保存的内容");
    this.schedule(PAUSE);
  }

  addRows(name, wanted) {
    const area = this.form.querySelector(`[data-rows="${CSS.escape(name.replace("-TOTAL_FORMS", ""))}"]`);
    const total = this.form.elements[name];
    while (area && Number(total.value) < Number(wanted)) area.querySelector("[data-row-add]").click();
  }
}

for (const form of document.querySelectorAll("form[data-autosave]")) new Autosave(form);
