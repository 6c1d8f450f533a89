import type { Page } from 'playwright-core';

export type Role = Parameters<Page['getByRole']>[0];

/** In CSS pixels of the viewport. */
export interface Point {
  x: number;
  y: number;
}

/** One tab, driven by real input events; the same in both browsers. */
export interface Tab {
  url(): Promise<string>;
  goto(url: string): Promise<void>;
  /** Runs `code` in the page; it sees its arguments and the page's globals, nothing of the test's. */
  evaluate<Args extends unknown[], Result>(
    code: (...args: Args) => Result | Promise<Result>,
    ...args: Args
  ): Promise<Result>;
  /** Runs the text of a classic script in the page, past its content security policy. */
  run(script: string): Promise<void>;
  /** Whether an element of that role and exact accessible name can be seen now. */
  shows(role: Role, name: string): Promise<boolean>;
  /** Waits until it can be seen. */
  waitFor(role: Role, name: string, timeout?: number): Promise<void>;
  /** Waits for the element to be there and enabled, then clicks its middle with the mouse. */
  click(role: Role, name: string, timeout?: number): Promise<void>;
  /** Moves the mouse there, in CSS pixels of the viewport. */
  pointAt(x: number, y: number): Promise<void>;
  /** Moves the mouse there and clicks, in CSS pixels of the viewport. */
  clickAt(x: number, y: number): Promise<void>;
  /** Presses the mouse at the first point, moves it over the others and lets go at the last. */
  drag(points: readonly Point[]): Promise<void>;
  /** Moves the mouse there and turns its wheel by as many CSS pixels. */
  wheel(at: Point, by: Point): Promise<void>;
  /** One key, or a chord such as `Control+z`. */
  press(key: string): Promise<void>;
  type(text: string): Promise<void>;
  /** Clicks what opens the file dialog and answers it with these files. */
  chooseFiles(role: Role, name: string, paths: string[]): Promise<void>;
  setViewport(width: number, height: number): Promise<void>;
  screenshot(path: string): Promise<void>;
  focus(): Promise<void>;
  close(): Promise<void>;
}

/** The extension's popup, opened as the toolbar button opens it. */
export interface Popup {
  /** What can be read in it. */
  text(): Promise<string>;
  /** Clicks the button of that name with a trusted event. */
  click(name: string): Promise<void>;
}

/** `code` called with `args`, as source text. */
export function callExpression<Args extends unknown[]>(code: (...args: Args) => unknown, args: Args): string {
  // Some TypeScript runners wrap named functions in a helper of theirs that pages do not have.
  const list = args.map((arg) => (arg === undefined ? 'undefined' : JSON.stringify(arg))).join(', ');
  return `((__name) => (${code.toString()})(${list}))((value) => value)`;
}
