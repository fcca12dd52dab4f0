/** The part of VS Code's log channel that is used here, so that what logs also runs without VS Code. */
export interface Log {
  trace(message: string): void;
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
