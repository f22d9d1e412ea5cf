/**
 * `key=value` lines: RocketMQ's configuration as text.
 *
 * RocketMQ `MixAll.string2Properties`, `Configuration.getAllConfigsFormatString`.
 *
 * @module
 */

const SECRET = /password|secret|accesskey|token|credential/i

/** A line each; what looks like a secret is not told. */
export const propertiesText = (entries: Readonly<Record<string, unknown>>): string =>
  Object.entries(entries)
    .map(([key, value]) => `${key}=${SECRET.test(key) ? "******" : String(value)}\n`)
    .join("")

/** Keys and values of a text, in order; a `Map`, since a key may be `__proto__`. Lines that are blank or a comment say nothing. */
export const readProperties = (text: string): ReadonlyMap<string, string> => {
  const found = new Map<string, string>()
  for (const line of text.split(/\r?\n/).map((each) => each.trim())) {
    if (line === "" || line.startsWith("#") || line.startsWith("!")) continue
    const at = line.search(/[=:]/)
    if (at < 0) found.set(line, "")
    else found.set(line.slice(0, at).trim(), line.slice(at + 1).trim())
  }
  return found
}

/** What an operator over the network must not change, and why: that is how a broker is made to run a stranger's commands. */
export const forbiddenKey = (key: string): string | undefined => {
  if (/^(filterServerNums|configBlackList|messageStorePlugIn|.*Class(Name)?|.*Plugin)$/i.test(key)) return "it says which programs or classes are run, or what may be changed"
  // Not fileReservedTime, nor how large files are.
  if (/(path|paths|dir|directory|file|home|pathname)$/i.test(key) || /storepath/i.test(key)) return "it moves files"
  if (/^(brokerIP\d|brokerName|brokerId|brokerClusterName|brokerRole|bindAddress|.*Addr(s|ess|esses)?|.*listenPort|dLeger.*|.*AddressServer)$/i.test(key)) return "it changes who the server is, or its address"
  return undefined
}
