// Points as people type them and as the page shows them, in whole hundredths.

export function hundredths(text) {
  const found = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(text.normalize("NFKC").trim().replace(/\s*分$/, ""));
  return found ? Number(found[1]) * 100 + Number((found[2] ?? "").padEnd(2, "0")) : null;
}

export function shown(sum) {
  const rest = String(sum % 100).padStart(2, "0").replace(/0+$/, "");
  return `${Math.floor(sum / 100)}${rest && `.${rest}`}`;
}
