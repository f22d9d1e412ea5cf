export * from "../remoting/codes.ts"
