import { ClientCaller } from "./api/caller.js";
import { type ClientOptions, changedSettings, type OptionsOfAll, settingsOf } from "./config.js";
import { ClientCalls } from "./generated/calls.js";
import { Settings } from "./transport/settings.js";

/** A client of an AgentSpec server. Use one for the whole program. */
export class AgentSpecClient extends ClientCalls {
  readonly #settings: Settings;

  /**
   * What is not given comes from the environment (`AGENTSPEC_BASE_URL`, `AGENTSPEC_API_KEY`, `AGENTSPEC_TOKEN`), else from the
   * default. Throws a ConfigurationError, which names the option and what to change. Sends nothing.
   */
  constructor(options: ClientOptions = {}) {
    const settings = options instanceof Settings ? options : settingsOf(options);
    super(new ClientCaller(settings));
    this.#settings = settings;
  }

  /** Where the server is, without a slash at its end. */
  get baseUrl(): string {
    return this.#settings.baseUrl;
  }

  /** Returns a client whose calls have other defaults. It shares the connections and the retry budget with this one. */
  withOptions(options: OptionsOfAll): AgentSpecClient {
    return new AgentSpecClient(changedSettings(this.#settings, options) as ClientOptions);
  }
}
