/**
 * What became of a message, step by step: who wrote it, when it was answered, who lost it, who was elected without it. Read
 * from a run as it is told, whatever the mode.
 *
 * @module
 */
import type { Cell, Lane, Snapshot, ToldStep } from "./telling.ts"
import { listed } from "./view.ts"

export interface ToldRun {
  readonly lanes: readonly Lane[]
  readonly initial: readonly Snapshot[]
  readonly steps: readonly ToldStep[]
}

/** Every message that some log of the run has. */
export const messagesIn = ({ initial, steps }: ToldRun): readonly string[] => {
  const found = new Set<string>()
  let seen: readonly Snapshot[] | undefined
  for (const snapshots of [initial, ...steps.map(({ after }) => after)]) {
    snapshots.forEach((snapshot, i) => {
      if (snapshot !== seen?.[i]) for (const { payload, record } of snapshot.log ?? []) if (payload !== null && record !== true) found.add(payload)
    })
    seen = snapshots
  }
  return [...found]
}

const cellIn = ({ log }: Snapshot, message: string): Cell | undefined => log?.find(({ payload }) => payload === message)
const holders = (snapshots: readonly Snapshot[], message: string, counts: (cell: Cell) => boolean = () => true): readonly string[] =>
  snapshots.filter((snapshot) => {
    const cell = cellIn(snapshot, message)
    return cell !== undefined && counts(cell)
  }).map(({ lane }) => lane)

/** How often it is in the log of one. */
const copies = (snapshots: readonly Snapshot[], lane: string, message: string): number => snapshots.find((snapshot) => snapshot.lane === lane)?.log?.filter(({ payload }) => payload === message).length ?? 0

const isDurable = ({ durable }: Cell): boolean => durable

/** In sentences, with the numbers of the steps. */
export const storyOf = (run: ToldRun, message: string): readonly string[] => {
  const said: string[] = []
  const written: string[] = []
  let before = run.initial
  let known = holders(before, message).length > 0
  let acked = before.some((snapshot) => cellIn(snapshot, message)?.acked)
  const tellWritten = (): void => {
    if (written.length > 0) said.push(`${message} was written by ${listed(written.splice(0))}.`)
  }
  for (const { n, text, kind, after, changes } of run.steps) {
    if (!known && kind === "client" && names(text, message)) said.push(`${message} is sent at step ${n}: ${text}.`)
    const [had, has] = [holders(before, message), holders(after, message)]
    known ||= has.length > 0
    for (const lane of has) if (!had.includes(lane)) written.push(`${lane} at step ${n}`)
      else if (copies(after, lane, message) > copies(before, lane, message)) written.push(`${lane} once more at step ${n}`)
    const answered = !acked && after.some((snapshot) => cellIn(snapshot, message)?.acked)
    if (answered) {
      tellWritten()
      acked = true
      const durable = holders(after, message, isDurable)
      said.push(`${message} was answered SEND_OK at step ${n}, when ${listed(has)} had written it${durable.length === has.length ? ", on disk" : `, and it was on the disk of ${listed(durable)}`}.`)
    }
    // That it was answered is told above, with who had it then.
    for (const change of changes)
      if (change.noted === true && names(change.text, message) && !/SEND_OK|answers/.test(change.text)) {
        tellWritten()
        said.push(`At step ${n} ${change.text}.`)
      }
    const lost = had.filter((lane) => !has.includes(lane))
    if (lost.length > 0) {
      tellWritten()
      const unsaved = lost.filter((lane) => !cellIn(before.find((snapshot) => snapshot.lane === lane) as Snapshot, message)?.durable)
      said.push(`${listed(lost)} lost it at step ${n}: ${text}${unsaved.length === lost.length ? "; it was not on disk there yet" : ""}.`)
    }
    for (const elected of known ? electedIn(before, after) : []) {
      tellWritten()
      said.push(`${elected.lane} became leader of term ${elected.term} at step ${n}${votesFor(elected, after)}, and has ${cellIn(elected, message) === undefined ? `no ${message}` : message}.`)
    }
    before = after
  }
  tellWritten()
  // Nothing became of it.
  if (said.length === 0) return []
  const left = holders(before, message)
  if (known) said.push(left.length === 0 ? `At the end no log has ${message}.` : `At the end ${message} is in the log of ${listed(left)}${left.length === 1 ? " alone" : ""}.`)
  return said
}

/** As a word of its own. */
export const names = (text: string, message: string): boolean => new RegExp(`(^|[^\\w])${message.replace(/[^\w]/g, "\\$&")}($|[^\\w])`).test(text)

const electedIn = (before: readonly Snapshot[], after: readonly Snapshot[]): readonly Snapshot[] =>
  after.filter((snapshot, i) => snapshot.role === "LEADER" && (before[i]?.role !== "LEADER" || before[i]?.term !== snapshot.term))

/** With whose votes, as far as the voters are still in its term. */
const votesFor = ({ lane, term }: Snapshot, after: readonly Snapshot[]): string => {
  const voters = after.filter((snapshot) => snapshot.votedFor === lane && snapshot.term === term).map((snapshot) => snapshot.lane)
  return voters.length === 0 ? "" : ` with the ${voters.length === 1 ? "vote" : "votes"} of ${listed(voters)}`
}
