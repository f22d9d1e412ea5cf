export * from "../remoting/command.ts"
