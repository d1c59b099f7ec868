// <button type="button" data-copy="/address/" hidden>: copies the whole address, and
// says in the [role="status"] after it whether that went well.

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedByHand(text); // no clipboard without TLS, or not allowed
  }
}

function copiedByHand(text) {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "p-sr";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const done = await copied(new URL(button.dataset.copy, location.href).href);
    button.focus();
    const said = button.parentElement.querySelector("[role=status]");
    said.textContent = done ? "已复制" : "没有复制成功，请在“邀请链接”上点右键复制链接地址";
  });
}
