/** What the window asks before its own program is read: the answer comes meanwhile. */
import { backend, type AppEvent, type Start } from "../bridge";

/** The first question, and who hears the events. */
export interface Asked {
  start: Promise<Start>;
  /** Hands over every event that came, and each that comes. */
  follow(take: (event: AppEvent) => void): void;
}

/** Listens and asks at once: the shell takes the two in this order, so that no event falls between. */
export function ask(): Asked {
  const early: AppEvent[] = [];
  let take = (event: AppEvent): void => void early.push(event);
  const listening = backend.listen((event) => take(event));
  const answer = backend.start();
  return {
    start: listening.then(() => answer),
    follow: (taker) => {
      take = taker;
      for (const event of early.splice(0)) taker(event);
    },
  };
}
