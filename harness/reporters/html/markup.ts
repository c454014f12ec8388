/** Builds HTML so that no text can become markup: what is put into a template is escaped unless it is Markup itself. Pure. */

export interface Markup {
  readonly markup: string;
}

type Value = string | number | Markup | readonly Markup[];

/** html`<td>${text}</td>` */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  const markup = parts.map((part, index) => {
    const value = values[index];
    return value === undefined ? part : part + markupOf(value);
  });
  return { markup: markup.join("") };
}

export const nothing: Markup = { markup: "" };

function markupOf(value: Value): string {
  if (typeof value === "string" || typeof value === "number") return escaped(`${value}`);
  return "markup" in value ? value.markup : value.map(({ markup }) => markup).join("");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** For text and for attributes in quotes. Characters that no HTML may hold become U+FFFD. */
export function escaped(text: string): string {
  return withoutControls(text).replace(/[&<>"']/g, (sign) => entities[sign] ?? "");
}

/** JSON for a script element that is data: no `<` in it, so that nothing can end the element. */
export function dataMarkup(value: unknown): Markup {
  return { markup: JSON.stringify(value).replaceAll("<", "\\u003c") };
}

/** C0 and C1 controls beside tab and newline, lone surrogates: none of them is a character of a document. */
function withoutControls(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]|\p{Surrogate}/gu, "\ufffd");
}
