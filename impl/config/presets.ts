import { rocketmqKeys } from "./rocketmq-keys.ts"

/** What RocketMQ has for keys that nobody has set, of some of its configuration classes; not for those that depend on the machine, or have nothing. */
export const presetsOf = (classes: readonly string[], version: "4.9" | "5"): Readonly<Record<string, string>> =>
  Object.fromEntries(
    rocketmqKeys
      .filter(([file, , , versions, preset]) => classes.includes(file) && (versions === "both" || versions === version) && preset !== "" && !preset.includes("${"))
      .map(([, key, , , preset]) => [key, preset])
  )
