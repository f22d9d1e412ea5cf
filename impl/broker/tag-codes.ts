import { javaHashCode } from "../message/java.ts"

/** Tags of a filter expression by hash code; empty = all. The client compares the text again. RocketMQ `FilterAPI.buildSubscriptionData`. */
export const tagCodes = (expression: string, type: string): readonly number[] =>
  type !== "TAG" || expression === "" || expression.trim() === "*"
    ? []
    : expression
        .split("||")
        .map((tag) => tag.trim())
        .filter((tag) => tag !== "")
        .map(javaHashCode)
