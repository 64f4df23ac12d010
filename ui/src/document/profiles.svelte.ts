/** The quality profiles there are, and what their rules say. */
import { backend, type HeldRule, type ProfileInfo, type ProfileList, type RuleInfo } from "../bridge";
import { notices } from "./notices.svelte";

class Profiles {
  /** Every profile, the house's own first; null until they are asked for. */
  list: ProfileList | null = $state.raw(null);

  /** Asks for them: a file among the house's own may have changed. */
  async load(): Promise<void> {
    try {
      this.list = await backend.profiles();
    } catch (thrown) {
      notices.fail(thrown);
    }
  }

  /** A profile by its identifier. */
  find(id: string | null): ProfileInfo | undefined {
    return this.list?.profiles.find((profile) => profile.id === id);
  }

  /** What a profile is called. */
  name(id: string): string {
    return this.find(id)?.name ?? id;
  }

  /** What a rule finds, and why. */
  rule(id: string): RuleInfo | undefined {
    return this.list?.rules.find((rule) => rule.id === id);
  }

  /** What a rule is called. */
  title(rule: string): string {
    return this.rule(rule)?.title ?? rule;
  }

  /** How a profile holds cues to a rule. */
  held(profile: string | null, rule: string): HeldRule | undefined {
    return this.find(profile)?.rules.find((one) => one.rule === rule);
  }
}

/** The quality profiles. */
export const profiles = new Profiles();
