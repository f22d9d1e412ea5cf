/**
 * One line an event, for people or for machines.
 *
 * @module
 */

export const levels = ["off", "error", "warn", "info", "debug"] as const
export type Level = (typeof levels)[number]

export interface LogOptions {
  readonly level: Level
  readonly format: "text" | "json"
}

/** `event` in a few words; `fields` are names and what they are. */
export type Log = (level: Exclude<Level, "off">, event: string, fields?: Readonly<Record<string, unknown>>) => void

/** Lines of one node, to `write`. `now`: milliseconds since 1970. */
export const openLog = ({ level: least, format }: LogOptions, node: string, now: () => number, write: (line: string) => void): Log => {
  const most = levels.indexOf(least)
  return (level, event, fields = {}) => {
    if (levels.indexOf(level) > most) return
    const time = new Date(now()).toISOString()
    if (format === "json") return write(`${JSON.stringify({ time, level, node, event, ...fields })}\n`)
    const told = Object.entries(fields).map(([name, value]) => ` ${name}=${typeof value === "string" && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value)}`)
    write(`${time} ${level.padEnd(5)} ${node} ${event}${told.join("")}\n`)
  }
}

const isOneOf = <T extends string>(words: readonly T[], word: string): word is T => (words as readonly string[]).includes(word)

const formats = ["text", "json"] as const

/** From `--log-level` and `--log-format`; `undefined`: nothing is to be logged. Throws with the flag at fault. */
export const logOptions = ({ logLevel = "off", logFormat = "text" }: { readonly logLevel?: string; readonly logFormat?: string }): LogOptions | undefined => {
  if (!isOneOf(levels, logLevel)) throw new Error(`--log-level ${logLevel}: must be one of ${levels.join(", ")}`)
  if (!isOneOf(formats, logFormat)) throw new Error(`--log-format ${logFormat}: must be text or json`)
  return logLevel === "off" ? undefined : { level: logLevel, format: logFormat }
}
