/**
 * Shorter runs to the same violation. Moves are left out, in ever smaller pieces, and what is left is made again as far as it
 * can be: a message is found by what it says, not by where it stood. In the end breadth-first searches of bounded size look
 * for a shorter way: with only the moves that are left, then with moves of their kinds by anybody, then with all.
 *
 * @module
 */
import { encode } from "./encode.ts"
import { explore } from "./explore.ts"
import type { AnyModel, AnyMove, Slot } from "./model.ts"
import { NO_THROW } from "./properties.ts"
import { ActionsThrew, initialWorld, Judge, movesOf, step, type Violation, type World } from "./world.ts"

type Run = readonly [moves: readonly AnyMove[], violation: Violation]

/** States that each of the searches at the end may visit, with a little more for the later ones: they look farther. */
const NEARBY = [100_000, 200_000, 400_000] as const

export const shrink = (model: AnyModel, moves: readonly AnyMove[], violation: Violation): Run => {
  const judge = new Judge(model, [violation.id])
  let best: Run = [moves, violation]
  for (let size = Math.ceil(moves.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    // From the end: what comes late depends on what comes early, not the other way round.
    for (let end = best[0].length; end > 0; end -= size) {
      const without = [...best[0].slice(0, Math.max(0, end - size)), ...best[0].slice(end)]
      const run = rerun(model, judge, without, violation.id)
      if (run === undefined || run[0].length >= best[0].length) continue
      best = run
      end = Math.min(end, best[0].length + size)
    }
  }
  return nearby(model, best)
}


/** Makes these moves as far as possible; the run up to the violation, if it comes to one. */
const rerun = (model: AnyModel, judge: Judge, moves: readonly AnyMove[], id: string): Run | undefined => {
  let world: World = initialWorld(model)
  const made: AnyMove[] = []
  if (judge.state(world.locals)?.id === id) return [made, { id }]
  for (const wanted of moves) {
    const found = resolve(model, world, wanted)
    if (found === undefined) continue
    if ("error" in found) return id === NO_THROW ? [made, { id, error: found.error }] : undefined
    const stepped = step(model, world, found.move, found.position)
    if (stepped.kind === "refused") continue
    made.push(found.move)
    if (stepped.kind === "threw") return id === NO_THROW ? [made, { id, error: stepped.error }] : undefined
    const violation = judge.step(world.locals, found.move, stepped.outcome, stepped.world.locals)
    if (violation?.id === id) return [made, violation]
    world = stepped.world
  }
  return undefined
}

/** The move, or else the first that can be tried here and differs from it in numbers only: terms shift as steps go. */
const resolve = (model: AnyModel, world: World, wanted: AnyMove): { readonly move: AnyMove; readonly position: number } | { readonly error: string } | undefined => {
  let moves: ReturnType<typeof movesOf>
  try {
    moves = movesOf(model, world)
  } catch (thrown) {
    if (thrown instanceof ActionsThrew) return { error: thrown.message }
    throw thrown
  }
  const alike = moves.filter(({ move }) => shapeOf(move) === shapeOf(wanted))
  const text = encode(wanted)
  return alike.find(({ move }) => encode(move) === text) ?? alike[0]
}

/** What a move is, but for the numbers in it; who makes it and who sent the message count. */
const shapeOf = (move: AnyMove): string => {
  const what: unknown = move.kind === "act" ? move.action : [move.from, kindOf(move.message)]
  return `${move.kind} ${move.slot} ${encode(what).replace(/n-?[\d.e+-]+;/g, "n;")}`
}

/** The tag of a message or an action, if it has one: what it carries may differ. */
const kindOf = (message: unknown): unknown => {
  if (typeof message !== "object" || message === null) return message
  const { _tag, do: what, kind, type } = message as { readonly _tag?: unknown; readonly do?: unknown; readonly kind?: unknown; readonly type?: unknown }
  return _tag ?? what ?? kind ?? type ?? message
}

/** The shortest run that searches of bounded size find: each looks among more moves than the one before. */
const nearby = (model: AnyModel, run: Run): Run => {
  let best = run
  const shapes = new Set(run[0].map(shapeOf))
  const kinds = new Set(run[0].map(kindOfMove))
  const wider: readonly (((move: AnyMove) => boolean) | undefined)[] = [(move) => shapes.has(shapeOf(move)), (move) => kinds.has(kindOfMove(move)), undefined]
  wider.forEach((allowed, i) => {
    best = shortest(model, best, allowed, NEARBY[i] as number)
  })
  return best
}

/** Who makes a move does not count here, nor what is in it. */
const kindOfMove = (move: AnyMove): string => {
  const what: unknown = move.kind === "act" ? [kindOf(move.action), timerOf(move.action)] : kindOf(move.message)
  return `${move.kind} ${encode(what).replace(/n-?[\d.e+-]+;/g, "n;")}`
}

/** Of an action that lets a timer fire: which. */
const timerOf = (action: unknown): unknown => {
  if (typeof action !== "object" || action === null) return null
  return kindOf((action as { readonly timer?: unknown }).timer ?? null)
}

/** A run that is shorter than this one, if the search finds one: then it is as short as runs with these moves can be. */
const shortest = (model: AnyModel, run: Run, allowed: ((move: AnyMove) => boolean) | undefined, maxStates: number): Run => {
  const [moves, { id }] = run
  if (moves.length === 0) return run
  const properties = model.properties.filter((property) => property.id === id)
  const narrowed: AnyModel =
    allowed === undefined
      ? { ...model, properties }
      : {
          ...model,
          properties,
          actions: (slot: Slot, local: unknown) => (model.actions(slot, local) as readonly unknown[]).filter((action) => allowed({ kind: "act", slot, action })),
          receive: (slot: Slot, local: unknown, from: Slot, message: unknown) =>
            allowed({ kind: "deliver", slot, from, message }) || allowed({ kind: "duplicate", slot, from, message }) ? model.receive(slot, local, from, message) : undefined
        }
  // The first level is that of no steps.
  const found = explore(narrowed, { stopAt: [id], maxDepth: moves.length, maxStates, symmetry: allowed === undefined }).properties.find((property) => property.id === id)
  const trace = found?.verdict === "violated" ? found.trace : undefined
  if (trace === undefined || trace.steps.length >= moves.length) return run
  return [trace.steps.map(({ move }) => move), trace.error === undefined ? { id } : { id, error: trace.error }]
}
