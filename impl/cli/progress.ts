/**
 * One line on a terminal that says how far a long command is; nothing in a pipe.
 *
 * @module
 */

export interface Progress {
  readonly say: (text: string) => void
  /** Clears the line. */
  readonly done: () => void
}

export const progress = (stream: NodeJS.WriteStream = process.stderr): Progress =>
  stream.isTTY
    ? {
        say: (text) => void stream.write(`\r\u001b[2K${text.slice(0, (stream.columns ?? 80) - 1)}`),
        done: () => void stream.write("\r\u001b[2K")
      }
    : { say: () => {}, done: () => {} }

/** `1,234,567`. */
export const count = (n: number): string => Math.round(n).toLocaleString("en-US")

/** `8.5 M/s`, `340 k/s`. */
export const rate = (n: number, seconds: number): string => {
  const perSecond = n / Math.max(seconds, 1e-9)
  return perSecond >= 1e6 ? `${(perSecond / 1e6).toFixed(1)} M/s` : perSecond >= 1e3 ? `${Math.round(perSecond / 1e3)} k/s` : `${Math.round(perSecond)}/s`
}
