// [data-upload="URL"]: files that are chosen or dropped here are sent at once, one
// after the other over the whole page, each with its progress, 取消 and 重试.
// Without this file the same controls are sent with the form they stand in.
//
// Sent: csrfmiddlewaretoken, place, and the controls inside with this one file.
// Answered, as JSON: 201 {"line": HTML for [data-upload-files], "message": ""};
//   409, 422 {"message": why it was not kept}; a redirect: the login is over.
// Inside: input[type=file] and [data-upload-…] button (what it replaces), hint, queue, said.

const queue = [];
let current = null;
let after = null; // the form is sent when all files are

const LOST = "上传中断，请检查网络后重试。";
const LOGIN = "登录已过期。请在另一个窗口重新登录，再回到这里重试。";

function next() {
  if (current) return;
  current = queue.shift() ?? null;
  if (current) return current.send();
  if (after) after();
  after = null;
}

class Upload {
  constructor(area, file, values) {
    Object.assign(this, { area, file, values });
    this.line = document.createElement("li");
    this.name = document.createElement("p");
    this.name.textContent = file.name;
    this.bar = Object.assign(document.createElement("progress"), { max: 100, value: 0 });
    this.bar.setAttribute("aria-label", `上传进度：${file.name}`);
    this.cancel = this.button("取消", () => this.stop());
    this.line.append(this.name, this.cancel, this.bar);
    area.waiting.append(this.line);
    const most = Math.floor(area.most / 1048576);
    if (file.size > area.most) this.fail(`“${file.name}”超过 ${most} MB，这是一个文件的上限。请压缩或拆分后再上传。`, false);
    else this.wait();
  }

  button(label, action) {
    const button = document.createElement("button");
    const hidden = Object.assign(document.createElement("span"), { className: "p-sr", textContent: `：${this.file.name}` });
    Object.assign(button, { type: "button", className: "p-btn p-btn--small", onclick: action });
    button.append(label, hidden);
    return button;
  }

  wait() {
    this.note("等待上传");
    queue.push(this);
    next();
  }

  note(text) {
    this.name.className = "";
    this.name.textContent = `${this.file.name}　${text}`;
  }

  send() {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", this.area.token);
    body.append("place", this.area.place);
    this.values.forEach(([name, value]) => body.append(name, value));
    body.append(this.area.input.name, this.file);
    const request = new XMLHttpRequest();
    this.request = request;
    request.upload.addEventListener("progress", (event) => this.show(event));
    request.addEventListener("load", () => this.answered(request));
    request.addEventListener("error", () => this.fail(LOST, true));
    request.addEventListener("abort", () => this.over());
    request.open("POST", this.area.url);
    request.setRequestHeader("Accept", "application/json");
    request.send(body);
    this.note("正在上传 0%");
  }

  show(event) {
    if (!event.lengthComputable) return;
    const percent = Math.floor((100 * event.loaded) / event.total);
    this.bar.value = percent;
    this.note(percent < 100 ? `正在上传 ${percent}%` : "已送达，正在检查");
  }

  answered(request) {
    let answer = null;
    try { answer = JSON.parse(request.responseText); } catch { /* a page, not an answer */ }
    if (request.status === 201 && answer) return this.done(answer);
    if (answer && answer.message) return this.fail(answer.message, false);
    if (request.status === 413) return this.fail(`“${this.file.name}”太大，没有保存。请压缩或拆分后再上传。`, false);
    this.fail(request.status === 200 || request.status === 403 ? LOGIN : LOST, true);
  }

  done(answer) {
    const holder = document.createElement("template");
    holder.innerHTML = answer.line;
    this.area.files.append(holder.content);
    this.area.isFilled();
    this.line.remove();
    this.area.tell(`“${this.file.name}”已上传。${answer.message}`, Boolean(answer.message));
    this.over();
  }

  fail(message, mayRetry) {
    this.name.className = "p-err";
    this.name.textContent = mayRetry ? `“${this.file.name}”${message}` : message;
    this.bar.hidden = true;
    this.cancel.remove();
    after = null;
    const away = this.button("知道了", () => this.leave());
    this.line.append(away);
    if (mayRetry) away.before(this.button("重试", (event) => this.retry(event)));
    this.area.tell(this.name.textContent, false);
    this.over();
  }

  retry(event) {
    event.currentTarget.remove();
    this.line.lastElementChild.remove();
    this.bar.hidden = false;
    this.bar.value = 0;
    this.line.insertBefore(this.cancel, this.bar);
    this.cancel.focus();
    this.wait();
  }

  stop() {
    const place = queue.indexOf(this);
    if (place >= 0) queue.splice(place, 1);
    this.area.tell(`已取消“${this.file.name}”。`, false);
    this.leave();
    if (current === this) this.request.abort();
  }

  leave() {
    this.line.remove();
    this.area.input.focus();
  }

  over() {
    if (current !== this) return;
    current = null;
    next();
  }
}

class Area {
  constructor(box) {
    const find = (name) => box.querySelector(`[data-upload-${name}]`);
    this.box = box;
    this.url = box.dataset.upload;
    this.place = box.dataset.place;
    this.most = Number(box.dataset.most);
    this.input = box.querySelector('input[type="file"]');
    this.token = box.closest("form").elements.csrfmiddlewaretoken.value;
    this.files = find("files");
    this.waiting = find("queue");
    this.said = find("said");
    find("button").hidden = true;
    find("hint").hidden = false;
    this.input.addEventListener("change", () => this.take([...this.input.files]));
    box.addEventListener("dragover", () => box.classList.add("p-drop--over"));
    box.addEventListener("dragleave", () => box.classList.remove("p-drop--over"));
    box.addEventListener("drop", (event) => this.drop(event));
  }

  drop(event) {
    this.box.classList.remove("p-drop--over");
    this.take([...event.dataTransfer.files]);
  }

  take(files) {
    const controls = [...this.box.querySelectorAll("input:not([type=file]), select")];
    const values = controls.map((control) => [control.name, control.value]);
    for (const file of files) new Upload(this, file, values);
    this.input.value = "";
  }

  isFilled() {
    const badge = this.box.closest(".p-card")?.querySelector("[data-upload-badge] .p-badge");
    if (badge) Object.assign(badge, { className: "p-badge p-badge--ok", textContent: "已上传" });
  }

  tell(text, isShown) {
    this.said.textContent = text;
    this.said.className = isShown ? "p-message" : "p-sr";
  }
}

for (const box of document.querySelectorAll("[data-upload]")) new Area(box);
window.addEventListener("beforeunload", (event) => { if (current) event.preventDefault(); });
window.addEventListener("submit", (event) => {
  if (!current) return;
  event.preventDefault();
  after = () => event.target.requestSubmit(event.submitter);
  current.area.tell("文件传完后自动保存并继续。", true);
});
// A file that misses its place would replace the page, and what was typed with it.
for (const name of ["dragover", "drop"]) window.addEventListener(name, (event) => { if (event.dataTransfer?.types.includes("Files")) event.preventDefault(); });
