/**
 * A walk through a model: the path made so far, told; what can be done at the step that is looked at; ways left behind.
 *
 * @module
 */
import { useEffect, useRef, useState } from "preact/hooks"
import type { Telling } from "../../../properties/telling/telling.ts"
import type { At, Place, Subject } from "../api.ts"
import { unpack } from "../pack.ts"
import { askAt } from "./client.ts"

/** A run that was left for another one. */
export interface Branch {
  readonly path: readonly number[]
  /** Its first step that the run does not have, and the text of it. */
  readonly from: number
  readonly text: string
}

export interface Walk {
  readonly place: Place
  readonly telling: Telling
  readonly branches: readonly Branch[]
}

/** A state with its choices, which are those of this place and no other. */
export interface Here {
  readonly at: At
  readonly place: Place
}

export interface Walker {
  readonly walk: Walk | undefined
  /** What can be done at the step that is looked at. */
  readonly here: Here | undefined
  readonly problem: string
  readonly complain: (problem: unknown) => void
  readonly open: (place: Place) => Promise<void>
  /** Takes another path of the same model. */
  readonly follow: (path: readonly number[]) => Promise<void>
  /** Asks what can be done at a step. */
  readonly look: (step: number) => void
  readonly leave: () => void
}

export const shared = (a: readonly number[], b: readonly number[]): number => {
  let n = 0
  while (n < a.length && n < b.length && a[n] === b[n]) n++
  return n
}

const startsWith = (path: readonly number[], start: readonly number[]): boolean => shared(path, start) === start.length

/** Branches once the run follows another path: what is left behind is kept, what is followed is none any more. */
export const branchesAfter = ({ place: { path }, telling, branches }: Walk, next: readonly number[]): readonly Branch[] => {
  const left = startsWith(next, path) ? [] : [{ path, text: telling.steps[shared(path, next)]?.text ?? "" }]
  const all = [...branches, ...left.map((each) => ({ ...each, from: 0 }))].filter(({ path: other }) => !startsWith(next, other))
  return all.filter((each, i) => !all.some((other, j) => j !== i && startsWith(other.path, each.path) && (other.path.length > each.path.length || j < i))).map((each) => ({ ...each, from: shared(each.path, next) + 1 }))
}

export const useWalk = (): Walker => {
  const [walk, setWalk] = useState<Walk>()
  const [here, setHere] = useState<Here>()
  const [problem, setProblem] = useState("")
  const known = useRef(new Map<string, Here>())
  const latest = useRef(0)
  const complain = (thrown: unknown): void => setProblem(thrown instanceof Error ? thrown.message : String(thrown))
  const keyOf = ({ model, mutant }: Subject, path: readonly number[]): string => `${model} ${mutant ?? ""} ${path.join(".")}`

  const goTo = async (place: Place, from: Walk | undefined): Promise<void> => {
    const turn = ++latest.current
    const common = from === undefined ? 0 : shared(from.place.path, place.path)
    try {
      const at = await askAt(place, common)
      // A later question overtook this one.
      if (turn !== latest.current) return
      const found = { at, place }
      known.current.set(keyOf(place, place.path), found)
      const told = unpack(at.run)
      const telling = from === undefined ? told : { ...from.telling, steps: [...from.telling.steps.slice(0, at.known), ...told.steps] }
      setWalk({ place, telling, branches: from === undefined ? [] : branchesAfter(from, place.path) })
      setHere(found)
      setProblem("")
    } catch (thrown) {
      complain(thrown)
    }
  }

  const look = (step: number): void => {
    if (walk === undefined) return
    const path = walk.place.path.slice(0, step)
    const key = keyOf(walk.place, path)
    const seen = known.current.get(key)
    setHere(seen)
    if (seen !== undefined) return
    const turn = ++latest.current
    const place = { ...walk.place, path }
    askAt(place, step).then((at) => {
      const found = { at, place }
      known.current.set(key, found)
      if (turn === latest.current) setHere(found)
    }, complain)
  }

  return {
    walk,
    here,
    problem,
    complain,
    open: (place) => goTo(place, undefined),
    follow: (path) => (walk === undefined ? Promise.resolve() : goTo({ ...walk.place, path }, walk)),
    look,
    leave: () => {
      latest.current++
      setWalk(undefined)
      setHere(undefined)
    }
  }
}

/** `#model=…&path=1.0.4` of the address. */
export const placeInAddress = (): Place | undefined => {
  const asked = new URLSearchParams(location.hash.slice(1))
  const [model, mutant, path] = [asked.get("model"), asked.get("mutant"), asked.get("path")]
  return model === null ? undefined : { model, ...(mutant === null ? {} : { mutant }), path: path === null || path === "" ? [] : path.split(".").map(Number) }
}

export const addressOf = ({ model, mutant, path }: Place): string => `#${new URLSearchParams({ model, ...(mutant === undefined ? {} : { mutant }), ...(path.length === 0 ? {} : { path: path.join(".") }) })}`

/** Keeps the address with the walk, and follows it when it is changed by hand or by going back. */
export const useAddress = (walk: Walk | undefined, open: (place: Place | undefined) => void): void => {
  useEffect(() => {
    const wanted = walk === undefined ? "" : addressOf(walk.place)
    if (walk !== undefined && wanted !== location.hash) history.replaceState(null, "", wanted)
  }, [walk])
  useEffect(() => {
    const onChange = (): void => open(placeInAddress())
    addEventListener("hashchange", onChange)
    return () => removeEventListener("hashchange", onChange)
  })
}
