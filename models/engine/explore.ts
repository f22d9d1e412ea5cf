/**
 * Breadth-first search over a model: every reachable state within its bounds, and the shortest trace to whatever is found.
 *
 * A state is a row of numbers: one local state per slot, then the messages in flight, ascending. Its fingerprint is the sum
 * of its parts' content hashes, so that a successor's is its parent's plus the transition's change: most successors turn
 * out to be known before anything of them is built.
 *
 * @module
 */
import { Fingerprints, grown } from "./arrays.ts"
import type { AnyModel } from "./model.ts"
import { Decisions, type Found, NO_THROW } from "./properties.ts"
import type { ExploreOptions, Result } from "./result.ts"
import { traceTo } from "./trace.ts"
import { REFUSED, type SlotLocal, Transitions, WIDTH } from "./transitions.ts"

/** Words before the locals of a row: messages in flight, fingerprint (two lanes), number of the state. */
const HEAD = 4

export const explore = (model: AnyModel, options: ExploreOptions = {}): Result => {
  const started = performance.now()
  const slots = model.slots.length
  const identity = model.slots.map((_, slot) => slot)
  const permutations = options.symmetry !== false && model.symmetry !== undefined ? model.symmetry.permutations : [identity]
  const P = permutations.length
  const decisions = new Decisions(model)
  const steps = decisions.steps
  const transitions = new Transitions(model, permutations, steps as never)
  const { network } = model
  const inSet = network.kind === "set"
  const maxInFlight = network.maxInFlight ?? Number.MAX_SAFE_INTEGER
  const mayRepeat = network.duplicate !== undefined && !inSet
  const mayLose = network.lose !== undefined && !inSet
  const maxDepth = options.maxDepth ?? 0
  const maxStates = options.maxStates ?? Number.MAX_SAFE_INTEGER
  const deadline = options.timeoutSeconds === undefined ? Number.POSITIVE_INFINITY : started + options.timeoutSeconds * 1000

  const seen = new Fingerprints(1 << 16)
  let parents: Int32Array = new Int32Array(1 << 16)
  let via: Int32Array = new Int32Array(1 << 16)
  let current: Int32Array = new Int32Array(1 << 14)
  let next: Int32Array = new Int32Array(1 << 14)
  let currentLength = 0
  let nextLength = 0
  let generated = 1
  let unique = 0
  let depth = 1
  let last = false
  let deeper = false
  let stopped = false
  let ranOut = false
  let reported = started

  const row = new Int32Array(slots)
  const observed = new Int32Array(slots)
  const baseA = new Int32Array(P)
  const baseB = new Int32Array(P)
  const addA = new Int32Array(P)
  const addB = new Int32Array(P)

  const localsOf = (words: Int32Array, offset: number): unknown[] =>
    identity.map((slot) => (transitions.locals.values[words[offset + slot] as number] as SlotLocal).local)

  const noteThrow = (state: number): void => {
    const { thrown } = transitions
    if (thrown === undefined) return
    transitions.thrown = undefined
    decisions.note(NO_THROW, { state, via: -1, error: { message: thrown.error, move: thrown.move } })
  }

  /** Takes the transition's signals in `observed`; false if a slot refuses. */
  const signal = (t: number, at: number): boolean => {
    const { records, outputs } = transitions
    const r = t * WIDTH
    for (let s = 0; s < slots; s++) observed[s] = current[at + HEAD + s] as number
    observed[records[r] as number] = records[r + 1] as number
    const first = records[r + 4] as number
    const count = records[r + 5] as number
    for (let k = 0; k < count; k++) {
      const slot = outputs[first + 2 * k] as number
      const id = transitions.observe(observed[slot] as number, outputs[first + 2 * k + 1] as number)
      if (id === REFUSED) return false
      observed[slot] = id
    }
    return true
  }

  /** Change of the fingerprint that the signals bring, on top of the transition's own. */
  const addObserved = (t: number, at: number): void => {
    const { a, b } = transitions.locals
    const own = transitions.records[t * WIDTH] as number
    for (let s = 0; s < slots; s++) {
      const was = s === own ? (transitions.records[t * WIDTH + 1] as number) : (current[at + HEAD + s] as number)
      const is = observed[s] as number
      if (was === is) continue
      for (let p = 0; p < P; p++) {
        addA[p] = ((addA[p] as number) + (a[is * P + p] as number) - (a[was * P + p] as number)) | 0
        addB[p] = ((addB[p] as number) + (b[is * P + p] as number) - (b[was * P + p] as number)) | 0
      }
    }
  }

  const isInFlight = (e: number, at: number): boolean => {
    const count = current[at] as number
    const first = at + HEAD + slots
    for (let i = 0; i < count; i++) if (current[first + i] === e) return true
    return false
  }

  /** One successor: fingerprint first, and only a new one is built. */
  const propose = (t: number, at: number): void => {
    const r = t * WIDTH
    const { records } = transitions
    const sent = records[r + 3] as number
    const consumed = records[r + 6] as number
    let arriving = sent
    if (!inSet && (current[at] as number) + sent - (consumed >= 0 ? 1 : 0) > maxInFlight) return
    const signals = records[r + 5] as number
    addA.fill(0)
    addB.fill(0)
    if (signals > 0) {
      if (!signal(t, at)) return
      addObserved(t, at)
    }
    if (inSet) {
      arriving = 0
      const first = records[r + 2] as number
      for (let k = 0; k < sent; k++) {
        const e = transitions.outputs[first + k] as number
        if ((k > 0 && transitions.outputs[first + k - 1] === e) || isInFlight(e, at)) continue
        arriving++
        for (let p = 0; p < P; p++) {
          addA[p] = ((addA[p] as number) + (transitions.envelopes.a[e * P + p] as number)) | 0
          addB[p] = ((addB[p] as number) + (transitions.envelopes.b[e * P + p] as number)) | 0
        }
      }
      if ((current[at] as number) + arriving > maxInFlight) return
    }
    generated++
    const { deltaA, deltaB } = transitions
    let a = ((baseA[0] as number) + (deltaA[t * P] as number) + (addA[0] as number)) | 0
    let b = ((baseB[0] as number) + (deltaB[t * P] as number) + (addB[0] as number)) | 0
    for (let p = 1; p < P; p++) {
      const x = ((baseA[p] as number) + (deltaA[t * P + p] as number) + (addA[p] as number)) | 0
      if (x > a) continue
      const y = ((baseB[p] as number) + (deltaB[t * P + p] as number) + (addB[p] as number)) | 0
      if (x < a || y < b) {
        a = x
        b = y
      }
    }
    const concerned = records[r + 7] as number
    if (concerned !== 0) judgeStep(t, at, concerned, signals > 0)
    if (seen.add(a, b)) build(t, at, signals > 0)
  }

  const judgeStep = (t: number, at: number, concerned: number, signalled: boolean): void => {
    const state = current[at + 3] as number
    for (let i = 0; i < steps.length; i++) {
      if ((concerned & (1 << i)) === 0) continue
      // oxlint-disable-next-line typescript/no-explicit-any
      const property = steps[i] as any
      if (decisions.found.has(property.id)) continue
      const before = localsOf(current, at + HEAD)
      const r = t * WIDTH
      const after = signalled ? localsOf(observed, 0) : before.slice()
      if (!signalled) after[transitions.records[r] as number] = (transitions.locals.values[transitions.records[r + 1] as number] as SlotLocal).local
      if (!property.holds(before, transitions.moves[t], transitions.outcomes[t], after)) decisions.note(property.id, { state, via: t })
    }
  }

  const build = (t: number, at: number, signalled: boolean): void => {
    const { records, outputs } = transitions
    const r = t * WIDTH
    const state = unique++
    parents = grown(parents, unique)
    via = grown(via, unique)
    parents[state] = current[at + 3] as number
    via[state] = t
    if (signalled) row.set(observed)
    else {
      for (let s = 0; s < slots; s++) row[s] = current[at + HEAD + s] as number
      row[records[r] as number] = records[r + 1] as number
    }
    if (last) {
      // The deepest level of a bounded search is looked at and not kept.
      deeper = true
      decisions.look(transitions, P, row, 0, state)
      return
    }
    const inFlight = current[at] as number
    const sent = records[r + 3] as number
    next = grown(next, nextLength + HEAD + slots + inFlight + sent)
    const to = nextLength
    next[to + 3] = state
    for (let s = 0; s < slots; s++) next[to + HEAD + s] = row[s] as number
    const first = at + HEAD + slots
    const firstSent = records[r + 2] as number
    let gone = records[r + 6] as number
    let write = to + HEAD + slots
    let i = 0
    for (let k = 0; k <= sent; k++) {
      const e = k < sent ? (outputs[firstSent + k] as number) : Number.MAX_SAFE_INTEGER
      while (i < inFlight && (current[first + i] as number) < e) {
        const kept = current[first + i++] as number
        if (kept === gone) gone = -1
        else next[write++] = kept
      }
      if (k === sent) break
      if (inSet && ((i < inFlight && current[first + i] === e) || (write > to + HEAD + slots && next[write - 1] === e))) continue
      next[write++] = e
    }
    next[to] = write - to - HEAD - slots
    nextLength = write
    decisions.look(transitions, P, next, to + HEAD, state)
  }

  const expand = (at: number): void => {
    const inFlight = current[at] as number
    const first = at + HEAD + slots
    const state = current[at + 3] as number
    for (let p = 0; p < P; p++) {
      let a = 0
      let b = 0
      for (let s = 0; s < slots; s++) {
        const id = (current[at + HEAD + s] as number) * P + p
        a = (a + (transitions.locals.a[id] as number)) | 0
        b = (b + (transitions.locals.b[id] as number)) | 0
      }
      for (let i = 0; i < inFlight; i++) {
        const id = (current[first + i] as number) * P + p
        a = (a + (transitions.envelopes.a[id] as number)) | 0
        b = (b + (transitions.envelopes.b[id] as number)) | 0
      }
      baseA[p] = a
      baseB[p] = b
    }
    let previous = -1
    for (let i = 0; i < inFlight; i++) {
      const e = current[first + i] as number
      if (e === previous) continue
      previous = e
      const l = current[at + HEAD + (transitions.receivers[e] as number)] as number
      const t = transitions.deliver(l, e)
      if (t >= 0) propose(t, at)
      if (mayRepeat) {
        const again = transitions.repeat(l, e)
        if (again >= 0) propose(again, at)
      }
      if (mayLose) {
        const lost = transitions.lose(l, e)
        if (lost >= 0) propose(lost, at)
      }
    }
    for (let s = 0; s < slots; s++) {
      const own = transitions.own(current[at + HEAD + s] as number)
      for (let k = 0; k < own.length; k++) propose(own[k] as number, at)
    }
    if (transitions.thrown !== undefined) noteThrow(state)
  }

  begin()
  while (nextLength > 0 && !stopped) {
    if (maxDepth > 0 && depth >= maxDepth) {
      ranOut = true
      break
    }
    ;[current, next] = [next, current]
    currentLength = nextLength
    nextLength = 0
    last = maxDepth > 0 && depth + 1 >= maxDepth
    let sinceCheck = 0
    for (let at = 0; at < currentLength && !stopped; at += HEAD + slots + (current[at] as number)) {
      expand(at)
      if (decisions.isDone(options.stopAt)) stopped = true
      if (unique >= maxStates) stopped = ranOut = true
      if (++sinceCheck >= 2048) {
        sinceCheck = 0
        const now = performance.now()
        if (now > deadline) stopped = ranOut = true
        if (options.onProgress !== undefined && now - reported > 1000) {
          reported = now
          options.onProgress({ uniqueStates: unique, generatedStates: generated, depth, seconds: (now - started) / 1000, frontier: unique - (current[at + 3] as number) })
        }
      }
    }
    if (nextLength > 0 || deeper) depth++
    if (last && deeper) ranOut = true
  }

  const exhausted = !ranOut && !stopped
  const seconds = (performance.now() - started) / 1000
  const traceOf = (found: Found) => traceTo(model, transitions, parents, via, found)
  return {
    model: model.name,
    uniqueStates: unique,
    generatedStates: generated,
    depth,
    exhausted,
    seconds,
    properties: decisions.results(exhausted, traceOf),
    verdicts: transitions.verdicts,
    collisionProbability: (unique * unique) / 2 ** 65,
    memo: {
      calls: transitions.calls,
      hitRatio: 1 - transitions.calls / generated,
      locals: transitions.locals.values.length,
      messages: transitions.envelopes.values.length
    }
  }

  function begin(): void {
    const { locals, inFlight = [] } = model.initial
    const ids = locals.map((local, slot) => transitions.local(slot, local))
    const messages = inFlight.map(({ from, to, message }) => transitions.envelope(from, to, message)).sort((x, y) => x - y)
    const words = [messages.length, 0, 0, 0, ...ids, ...messages]
    next = grown(next, words.length)
    next.set(words)
    nextLength = words.length
    let best: readonly [number, number] | undefined
    for (let p = 0; p < P; p++) {
      let a = 0
      let b = 0
      for (const id of ids) {
        a = (a + (transitions.locals.a[id * P + p] as number)) | 0
        b = (b + (transitions.locals.b[id * P + p] as number)) | 0
      }
      for (const id of messages) {
        a = (a + (transitions.envelopes.a[id * P + p] as number)) | 0
        b = (b + (transitions.envelopes.b[id * P + p] as number)) | 0
      }
      if (best === undefined || a < best[0] || (a === best[0] && b < best[1])) best = [a, b]
    }
    seen.add(best?.[0] ?? 0, best?.[1] ?? 0)
    parents[0] = -1
    via[0] = -1
    unique = 1
    decisions.look(transitions, P, next, HEAD, 0)
    if (decisions.isDone(options.stopAt)) stopped = true
  }
}
