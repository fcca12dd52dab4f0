import { asFailure } from '@house-style/protocol/failure';
import type { RunState } from '../checkpoint/checkpoint';
import { type ChosenEngine, chooseEngine, type EngineWish } from '../engines/choose-engine';

/**
 * The engine and device on which a run that was stopped goes on. What was not asked for stays as it was, so that the run
 * ends with the weights that it would have ended with. Where its device is gone and none was asked for, it goes on with
 * the CPU.
 *
 * @param notice told, in words, where the run goes on, if that is not where it was started.
 * @throws Failure `device-unavailable` where a device that was asked for does not work here.
 */
export async function chooseEngineAgain(
  { device: before, lostDevice }: Pick<RunState, 'device' | 'lostDevice'>,
  wish: EngineWish,
  notice: (message: string) => void,
): Promise<ChosenEngine> {
  const threads = wish.threads ?? before.threads;
  const asBefore: EngineWish = {
    ...wish,
    engine: wish.engine === 'auto' ? before.engine : wish.engine,
    device: wish.device === 'auto' ? before.kind : wish.device,
    threads,
  };
  if (wish.device === 'auto' && lostDevice !== undefined) {
    notice(
      `The device ${lostDevice} was lost in this run: it goes on with the ${before.kind}, where it was. ` +
        'Give --device to go on elsewhere.',
    );
  }
  try {
    const chosen = await chooseEngine(asBefore);
    const { engine, kind } = chosen.device;
    if (engine !== before.engine || kind !== before.kind || threads !== before.threads) {
      notice('The run goes on with another device or number of threads: its weights will differ a little.');
    }
    return chosen;
  } catch (thrown) {
    const failure = asFailure(thrown);
    if (wish.device !== 'auto' || failure.code !== 'device-unavailable') throw failure;
    notice(`${failure.message} The run goes on with the CPU: its weights will differ a little.`);
    return await chooseEngine({
      ...asBefore,
      engine: wish.engine === 'auto' ? 'onnxruntime' : wish.engine,
      device: 'cpu',
    });
  }
}
