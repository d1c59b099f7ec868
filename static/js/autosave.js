// form[data-autosave="URL"]: what was changed is posted while one types.
//
// Sent: csrfmiddlewaretoken, version, `changed` (once a changed name) and those
// fields. A name in `changed` without a value was emptied. Answered, as JSON:
//   200 {"version": 8, "saved_at": "14:32:08", "note": "", "seen": "…", "taken": {},
//   "errors": {}}: what could not be read, by name (errors.js);
//   409 {"message": "…", "stale": true}: somebody else changed the same fields; 401 or a
//   redirect: the session is over. Until a 200 the fields stay in the browser (unsent.js).
// `seen`, where the form has it, is what was saved when the page was made; `taken`, what
// others saved meanwhile, to be put where nothing is waiting to be sent. `clashes` were not
// saved: the page asks (clashes.js).
// With data-autosave-whole every field is sent and kept, not the changed ones alone:
// rows are read together, so that their numbers never shift between two posts. What
// one changed field needs is in sending.js.
// The page has one [data-autosave-status], where the user is told (saved.html).

import { newest, OWN, sendAll, sendOne } from "./sending.js";
import { say } from "./status.js";
import * as unsent from "./unsent.js";

const PAUSE = 2000;
const RETRIES = [5000, 15000, 60000];

class Autosave {
  constructor(form) {
    this.form = form;
    this.whole = "autosaveWhole" in form.dataset;
    this.changed = new Set();
    this.sending = new Set();
    this.clashing = new Set();
    this.status = document.querySelector("[data-autosave-status]");
    this.failures = 0;
    form.addEventListener("input", (event) => this.note(event));
    form.addEventListener("change", (event) => this.note(event, 300));
    form.addEventListener("compositionend", (event) => this.note(event));
    form.addEventListener("submit", () => this.keep((this.submitted = true)));
    window.addEventListener("pagehide", () => this.leave());
    window.addEventListener("online", () => this.schedule(0));
    unsent.forgetOthers();
    this.restore();
  }

  say = (...told) => say(this.status, ...told);

  note(event, pause = PAUSE) {
    const name = event.target.name;
    if (!name || event.isComposing || event.target.type === "file") return;
    if (OWN.includes(name)) return;
    this.changed.add(name);
    this.keep(false);
    if (!this.busy && !this.stopped && !this.failures) this.say("saving", "有修改，尚未保存");
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
    if (!this.whole) return changed;
    const names = new Set(new FormData(this.form).keys());
    for (const name of OWN) names.delete(name);
    return names;
  }

  keep(submitted) {
    const names = new Set([...this.clashing, ...this.sending, ...this.changed]);
    if (!names.size) return;
    const { version, seen } = this.form.elements;
    unsent.keep({ version: version?.value, seen: seen?.value, submitted, values: this.values(this.names(names)) });
  }

  // Who goes to another page within the pause: the browser sends it after the page is gone.
  // It may arrive twice, which only a form with `seen` can take for the same.
  leave() {
    if (!this.changed.size || this.stopped || this.submitted || !this.form.elements.seen) return;
    const names = this.names(new Set([...this.sending, ...this.changed]));
    sendAll(this.form, this.values(names), { keepalive: true }).catch(() => {});
  }

  async send() {
    if (this.busy) return;
    this.busy = true;
    const sent = this.sending = this.changed;
    this.changed = new Set();
    this.say("saving", "正在保存……");
    try {
      const answer = sent.size === 1 && this.whole && (await sendOne(this.form, this.values(sent)[0]));
      await this.answered(answer || (await sendAll(this.form, this.values(this.names(sent)))));
    } catch {
      this.failed();
    }
    this.sending = new Set();
    this.busy = false;
    if (this.failures === 0) this.schedule(PAUSE);
  }

  async answered(response) {
    if (response.status === 409) {
      const { message, stale } = await response.json();
      if (!stale || !this.form.elements.seen) return this.halt(message, "查看最新内容", () => location.reload());
      return this.halt(`已在别处修改。${message}`, "比较并选择", () => this.form.requestSubmit());
    }
    if (response.status === 401 || response.redirected) {
      const login = `/accounts/login/?next=${encodeURIComponent(location.pathname)}`;
      return this.halt("登录已过期，内容已留在本机浏览器，重新登录后恢复", "重新登录", login);
    }
    if (!response.ok) throw new Error(response.status);
    const answer = await response.json();
    this.failures = 0;
    const { version, seen } = this.form.elements;
    if (version) version.value = answer.version;
    if (seen && answer.seen) seen.value = newest(this.form, answer.seen);
    for (const name of this.sending) this.clashing.delete(name);
    for (const name of Object.keys(answer.clashes ?? {})) this.clashing.add(name);
    this.sending = new Set();
    unsent.drop();
    this.keep(false);
    this.take(answer.taken ?? {});
    this.form.dispatchEvent(new CustomEvent("portal:saved", { detail: answer, bubbles: true }));
    const wrong = this.wrong(answer.problems ?? {});
    if (this.changed.size) this.say("saving", "有修改，尚未保存");
    else if (this.clashing.size) this.say("failed", `${this.clashing.size} 项在另一处也改过，请选择；其余已保存 ${answer.saved_at}`);
    else if (wrong) this.say("failed", `${wrong} 处填写有误，没有保存，请修改；其余已保存 ${answer.saved_at}`);
    else this.say("saved", answer.note ? `已保存，${answer.note}（${answer.saved_at}）` : `已自动保存 ${answer.saved_at}`);
  }

  wrong(problems) {
    if (this.whole) return 0;
    const marked = [...this.form.querySelectorAll("[aria-invalid=true]")].map((each) => each.name);
    return new Set([...marked, ...Object.keys(problems)]).size;
  }

  take(others) {
    if (Object.keys(others).some((name) => name.endsWith("-TOTAL_FORMS")) && !this.changed.size) location.reload();
    for (const name of Object.keys(others)) if (!this.waits(name)) this.put(name, [others[name]]);
  }

  waits(name) {
    return this.changed.has(name) || this.clashing.has(name) || (this.form.elements[name]?.ariaInvalid && !this.whole);
  }

  put(name, values) {
    for (const control of this.form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (control.type === "checkbox" || control.type === "radio") control.checked = values.includes(control.value);
      else control.value = values.shift() ?? "";
    }
  }

  halt(text, label, action) {
    this.stopped = true;
    this.changed = new Set([...this.sending, ...this.changed]);
    this.say("failed", `未保存：${text}`, label, action);
  }

  failed() {
    for (const name of this.sending) this.changed.add(name);
    const wait = RETRIES[Math.min(this.failures, RETRIES.length - 1)];
    this.failures += 1;
    this.say("failed", "未保存，内容已留在本机浏览器", "重试", () => this.schedule(0));
    this.schedule(wait);
  }

  restore() {
    const held = unsent.find();
    if (!held) return;
    const { version, seen } = this.form.elements;
    const isSame = held.version === version?.value;
    if (!isSame && held.submitted) return unsent.drop();
    if (seen && held.seen) [seen.value, version.value] = [held.seen, held.version];
    if (isSame || (seen && held.seen)) return this.fill(held);
    this.say("failed", "有一份未保存的内容，页面上的内容较新", "恢复未保存的内容", () => this.fill(held));
  }

  fill(held) {
    for (const [name, values] of held.values) if (name.endsWith("-TOTAL_FORMS")) this.addRows(name, values[0]);
    for (const [name, values] of held.values) {
      this.put(name, values);
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
