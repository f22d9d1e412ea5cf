/**
 * Properties of a message: name \u0001 value \u0002 …, with or without the last \u0002.
 *
 * RocketMQ `MessageDecoder.messageProperties2String`.
 *
 * @module
 */

/** One property; `undefined` if there is none of that name. */
export const propertyOf = (encoded: string, name: string): string | undefined => {
  for (const pair of encoded.split("\u0002")) {
    const at = pair.indexOf("\u0001")
    if (at >= 0 && pair.slice(0, at) === name) return pair.slice(at + 1)
  }
  return undefined
}

/** The properties with one more, in place of one of that name. */
export const withProperty = (encoded: string, name: string, value: string): string => {
  const pairs = encoded.split("\u0002").filter((pair) => pair !== "" && !pair.startsWith(`${name}\u0001`))
  return [...pairs, `${name}\u0001${value}`].join("\u0002")
}
