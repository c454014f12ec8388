/** Builds elements; text goes in as text nodes alone, so that nothing of a log can become markup. */

type Child = Node | string;

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  classes: string,
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (classes !== "") made.className = classes;
  made.append(...children);
  return made;
}

export function button(classes: string, text: string, about: string, press: () => void): HTMLButtonElement {
  const made = element("button", classes, text);
  made.type = "button";
  made.title = about;
  made.addEventListener("click", press);
  return made;
}

/** A piece of a line as a legend shows it: colour and dashes as in the plot. */
export function lineSample(kind: string, dash: readonly number[]): SVGElement {
  const space = "http://www.w3.org/2000/svg";
  const sample = document.createElementNS(space, "svg");
  sample.setAttribute("class", `sample ${kind}`);
  sample.setAttribute("viewBox", "0 0 24 10");
  sample.setAttribute("aria-hidden", "true");
  const dots = kind.includes("dots");
  const shape = document.createElementNS(space, dots ? "circle" : "path");
  if (dots) {
    for (const [name, value] of [
      ["cx", "12"],
      ["cy", "5"],
      ["r", "3.5"],
    ] as const)
      shape.setAttribute(name, value);
  } else {
    shape.setAttribute("d", "M0 5H24");
    shape.setAttribute("stroke-dasharray", dash.join(" "));
  }
  sample.append(shape);
  return sample;
}

/** Puts an element at a share of its parent's width, from 0 to 1; what lies outside is not shown, or cut. */
export function place(target: HTMLElement, from: number, to: number): void {
  const [left, right] = [Math.max(0, from), Math.min(1, Math.max(from, to))];
  target.hidden = from > 1 || Math.max(from, to) < 0;
  target.style.left = `${(left * 100).toFixed(4)}%`;
  target.style.width = `${(Math.max(0, right - left) * 100).toFixed(4)}%`;
}
