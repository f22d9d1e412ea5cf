/**
 * Kinds of values in RocketMQ's configuration: text as it stands in a file, and what it means. Read as Java reads them
 * (`MixAll.properties2Object`), but for what Java takes in silence: a `yes` that would be false there is refused here.
 *
 * @module
 */
import { isIP, isIPv4 } from "node:net"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"

/** A kind of value: its codec, and in a few words what is allowed. */
export interface Kind<T> {
  readonly schema: Schema.Codec<T, string>
  readonly wanted: string
}

/** `undefined` if the text is none of the kind. Blanks around it are not part of it. */
export const valueOf = <T>({ schema }: Kind<T>, text: string): T | undefined => Option.getOrUndefined(Schema.decodeUnknownOption(schema)(text.trim()))

const Truth = Schema.String.check(Schema.isPattern(/^(true|false)$/i)).pipe(
  Schema.decodeTo(Schema.Boolean, SchemaTransformation.transform({ decode: (text) => text.toLowerCase() === "true", encode: String }))
)

export const truth: Kind<boolean> = { schema: Truth, wanted: "true or false" }

const Digits = Schema.String.check(Schema.isPattern(/^[+-]?\d{1,19}$/))

/** A whole number of so many bits, or within narrower bounds. */
export const whole = (minimum: number, maximum: number, wanted: string): Kind<number> => ({
  schema: Digits.pipe(Schema.decodeTo(Schema.Int.check(Schema.isBetween({ minimum, maximum })), SchemaTransformation.numberFromString)),
  wanted
})

const INT = 2 ** 31 - 1

export const atLeast = (least: number): Kind<number> => whole(least, INT, `a whole number, ${least} or more`)
export const port = whole(0, 65_535, "a port: 0 to 65535; 0 is any free one")
/** Milliseconds that a timer can wait. */
export const milliseconds = whole(1, INT, "milliseconds, 1 or more")

/** RocketMQ `PermName`. */
export const permission = whole(0, 7, "6 (read and write), 4 (read), 2 (write) or 0")

/** One of these words, as they stand: RocketMQ's enums. */
export const oneOf = <const Words extends readonly [string, ...string[]]>(...words: Words): Kind<Words[number]> => ({
  schema: Schema.Literals(words) as unknown as Schema.Codec<Words[number], string>,
  wanted: words.length === 1 ? words[0] : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`
})

const matching = (wanted: string, allows: (text: string) => boolean): Kind<string> => ({ schema: Schema.String.check(Schema.makeFilter(allows)), wanted })

export const text: Kind<string> = matching("any text", () => true)
/** RocketMQ `TopicValidator`, which also says what a name may be made of. */
export const name = matching("a name: letters, digits, _ - % |, at most 127 of them", (each) => /^[%|a-zA-Z0-9_-]{1,127}$/.test(each))
/** Message ids hold an address in binary. */
export const ip = matching("an IP address, as 127.0.0.1", (each) => isIP(each) !== 0)
export const ipOrNone = matching("an IP address, or nothing", (each) => each === "" || isIP(each) !== 0)
export const path = matching("a path", (each) => each !== "" && !each.includes("\u0000"))
const isHostAndPort = (each: string): boolean => {
  const at = each.lastIndexOf(":")
  const number = each.slice(at + 1)
  const host = each.slice(0, at)
  return at > 0 && /^\d{1,5}$/.test(number) && Number(number) <= 65_535 && (isIPv4(host) || /^\[[0-9a-f:]+\]$/i.test(host) || /^[a-zA-Z0-9._-]+$/.test(host))
}
export const address = matching("an address, as 127.0.0.1:10912", isHostAndPort)
export const addresses = matching("addresses as in 127.0.0.1:9876;127.0.0.1:9877", (each) => each.split(";").filter((one) => one.trim() !== "").every((one) => isHostAndPort(one.trim())))
export const peerAddresses = matching("members as in n0-127.0.0.1:40911;n1-127.0.0.1:40912", (each) =>
  each.split(";").every((one) => /^[^-;]+-.+$/.test(one.trim()) && isHostAndPort(one.trim().slice(one.trim().indexOf("-") + 1)))
)
export const hours = matching("hours of the day, as 04 or 04;16", (each) => each.split(";").every((one) => /^\d{1,2}$/.test(one) && Number(one) < 24))
export const delayLevels = matching('times as in "1s 5s 10m", one a level', (each) => /^\d+[smhd](\s+\d+[smhd])*$/.test(each))

/** Numbers of Java that are not whole, or not exact here. */
const decimal = matching("a number", (each) => each !== "" && Number.isFinite(Number(each)))
const long = matching("a whole number of 64 bits", (each) => /^[+-]?\d{1,19}$/.test(each))

/** The kind of a type of Java, as the table of RocketMQ's keys names it. */
export const kindOfJava = (type: string): Kind<unknown> => {
  if (type.startsWith("enum:")) return oneOf(...(type.slice("enum:".length).split(",") as [string, ...string[]]))
  if (type === "boolean") return truth
  if (type === "int") return whole(-(2 ** 31), INT, "a whole number of 32 bits")
  if (type === "long") return long
  return type === "double" || type === "float" ? decimal : text
}
