/**
 * The way into a machine that runs: open, paused (events wait), or closed for good.
 *
 * @module
 */

export interface Inbox<Event> {
  readonly take: (event: Event) => void
  readonly pause: () => void
  readonly isPaused: () => boolean
  /** Lets in what has waited, in its order. */
  readonly resume: () => void
  readonly close: () => void
  /** Where events go; nothing is let in before it is set. */
  readonly connect: (machine: (event: Event) => void) => void
}

export const makeInbox = <Event>(): Inbox<Event> => {
  let machine: (event: Event) => void = () => {}
  let open = true
  let paused = false
  const waiting: Event[] = []
  const take = (event: Event): void => {
    if (!open) return
    if (paused) waiting.push(event)
    else machine(event)
  }
  return {
    take,
    pause: () => {
      paused = true
    },
    isPaused: () => paused,
    resume: () => {
      paused = false
      for (const event of waiting.splice(0)) take(event)
    },
    close: () => {
      open = false
    },
    connect: (to) => {
      machine = to
    }
  }
}
