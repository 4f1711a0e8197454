import pLimit from "p-limit";
import { isTextBlock } from "../job/asked.ts";
import type { Job, ResolvedRequest } from "../job/types.ts";
import { attachFiles } from "../pictures/attach-files.ts";
import { boundAttempts, boundRequest } from "../plan/cost.ts";
import { articleTexts, attemptsOf, type PlannedBlock } from "../plan/plan-context.ts";
import { type CountContext, countInput } from "../requests/count-input.ts";
import { PrefixLeads } from "../requests/pace/prefix-leads.ts";
import { openSharing } from "../requests/pace/sharing.ts";
import { Spending } from "../requests/spending.ts";
import { follow } from "../requests/http/abort.ts";
import { Closing } from "./closing.ts";
import type { Environment } from "./environment.ts";
import type { PreparedArticle } from "./prepare.ts";
import { QueuesByProvider } from "./provider-queues.ts";
import { openSender, type Sender } from "./sender.ts";

/** As many articles are counted at one time. */
const mostAtOnce = 32;

/** Asks the providers how many tokens the requests of a plan take. */
export class ExactInput {
  readonly #job: Job;
  readonly #sender: Sender;
  readonly #context: CountContext;
  readonly #pictures: ReturnType<typeof pLimit>;
  readonly #closing = new Closing();
  readonly #counting = new Set<Promise<PreparedArticle>>();

  constructor(job: Job, environment: Environment) {
    const { now, clock, random, emit, variables, threads } = environment;
    const [stopping, ignoreStop] = follow(environment.stopping);
    this.#closing.add(ignoreStop);
    const slots = [...job.providers.values()].map(({ limits }) => limits.concurrency);
    const sender = openSender(job, Math.max(...slots), environment, environment.aborting);
    this.#closing.add(() => sender.close());
    const sharing = openSharing({
      queue: job.queue,
      variables,
      clock,
      random,
      baseUrlOf: async (provider) => (await sender.connectionOf(provider)).baseUrl,
    });
    this.#closing.add(() => sharing.close());
    const queues = new QueuesByProvider();
    const way = { sender, sharing, carrier: undefined, concurrency: undefined };
    this.#job = job;
    this.#sender = sender;
    this.#pictures = pLimit(threads);
    this.#context = {
      ...sender,
      queueOf: (provider, model) => queues.queueOf(provider, model, way),
      leads: new PrefixLeads(clock),
      spending: new Spending({}),
      emit,
      now,
      clock,
      random,
      stopping,
      aborting: environment.aborting,
    };
  }

  /**
   * An article's plan with the input of its requests as it is counted, where that can be: bounds stand on it.
   * @throws PreloError that says why a provider could not be asked
   */
  count(prepared: PreparedArticle): Promise<PreparedArticle> {
    const counted = this.#countArticle(prepared);
    this.#counting.add(counted);
    const end = (): boolean => this.#counting.delete(counted);
    counted.then(end, end);
    return counted;
  }

  /** Waits while many articles are being counted: a job may have thousands. */
  async room(): Promise<void> {
    if (this.#counting.size >= mostAtOnce) {
      await Promise.race(this.#counting);
    }
  }

  close(): Promise<void> {
    return this.#closing.close();
  }

  async #countArticle(prepared: PreparedArticle): Promise<PreparedArticle> {
    const planned = await Promise.all(
      prepared.planned.map((each) => this.#countBlock(each, prepared)),
    );
    return { ...prepared, planned };
  }

  async #countBlock(planned: PlannedBlock, { context }: PreparedArticle): Promise<PlannedBlock> {
    const { block, request, assessment, bound } = planned;
    // What waits for an answer is not written yet; a picture's input costs next to nothing.
    const isKnown = planned.ask && bound !== undefined && assessment !== undefined;
    if (!isKnown || request?.endpoint !== "responses" || !isTextBlock(block)) {
      return planned;
    }
    const { article } = context;
    const fillBody = (): ReturnType<typeof attachFiles> =>
      attachFiles(request.body, { article, block }, articleTexts(block, context), {
        dir: this.#job.dir,
        run: { ...this.#sender, pictures: this.#pictures },
      });
    const inputTokens = await countInput(
      {
        request,
        provider: context.providerFor(block).asked,
        subject: { article: article.slug, block: block.id },
      },
      fillBody,
      this.#context,
    );
    if (inputTokens === undefined) {
      return planned;
    }
    const counted: ResolvedRequest = { ...request, inputTokens };
    const once = boundRequest(counted, context.priceOf(counted));
    return {
      ...planned,
      request: counted,
      bound: boundAttempts(once, attemptsOf(block, context)),
    };
  }
}
