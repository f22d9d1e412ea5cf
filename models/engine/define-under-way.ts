/**
 * An account of the messages under way, for claims that look at them: a slot that mirrors the network. It says nothing that the
 * state does not say anyway, so there are as many states with it as without.
 *
 * @module
 */
import { encode } from "./encode.ts"
import type { AnyNodes, Definition } from "./definition.ts"

export interface Letter {
  readonly from: string
  readonly to: string
  readonly message: unknown
}

/** What is under way: each message once, with how often it is. A set, so that renaming does not put it out of order. */
export type Mail = ReadonlySet<Letter & { readonly copies: number }>

/** Does any claim look at messages? It has a third parameter then. */
export const looksAtMessages = ({ always = {}, sometimes = {}, ends = {}, recoverable = {}, eventually = {} }: Definition<AnyNodes, unknown>): boolean => {
  const claims = [...[always, sometimes, ends, recoverable].flatMap((all) => Object.values(all)), ...Object.values(eventually).flatMap(({ from, holds }) => (from === undefined ? [holds] : [from, holds]))]
  return claims.some((claim) => claim.length > 2)
}

/** `isSet`: what is there already does not arrive again. */
export const sentTo = (mail: Mail, letters: readonly Letter[], isSet: boolean): Mail => {
  let after = mail
  for (const letter of letters) {
    const known = find(after, letter)
    if (known !== undefined && isSet) continue
    after = new Set([...after].filter((other) => other !== known)).add({ ...letter, copies: (known?.copies ?? 0) + 1 })
  }
  return after
}

/** One copy less. */
export const takenFrom = (mail: Mail, letter: Letter): Mail => {
  const known = find(mail, letter)
  if (known === undefined) return mail
  const left = new Set([...mail].filter((other) => other !== known))
  return known.copies > 1 ? left.add({ ...known, copies: known.copies - 1 }) : left
}

export const lettersOf = (mail: Mail): readonly Letter[] => [...mail].flatMap(({ from, to, message, copies }) => Array.from({ length: copies }, () => ({ from, to, message })))

const find = (mail: Mail, { from, to, message }: Letter): (Letter & { readonly copies: number }) | undefined => {
  const text = encode(message)
  for (const each of mail) if (each.from === from && each.to === to && encode(each.message) === text) return each
  return undefined
}
