import type { CodeFolder } from '@house-style/protocol/code-folder';
import { Failure } from '@house-style/protocol/failure';
import { pretrainedModelPath } from '@house-style/model/pretrained/pretrained';
import { type Command, Option } from 'commander';
import { deviceKinds } from '@house-style/protocol/device-kind';
import { minutesOf } from '../automatic-choice/candidates';
import type { TrainingOptions } from '../options/options';
import { train } from '../run/train';
import { withPreset } from '../options/preset';
import { presetNamed } from '../options/presets';
import type { Invocation } from './invocation';
import { trainRequest } from '@house-style/protocol/settings';
import { namedFolders } from './named-folders';
import { excludeOption, linksOption, rangedOption } from './option-values';
import { optionsFromStdin, readOptions } from './options-from-stdin';
import { whenReaderLeaves } from './output';
import { productVersion } from '../product-version';
import { addTrainingOptions, givenOptions } from './training-flags';
import { jsonReport, terminalReport } from './training-report';

interface TrainFlags extends Partial<TrainingOptions> {
  optionsFromStdin?: boolean;
  out?: string;
  preset?: string;
  resume?: boolean;
  from?: string;
  pretrained: boolean;
  json?: boolean;
  explain?: boolean;
  fast?: boolean;
  balanced?: boolean;
  best?: boolean;
  layers?: number;
  engine: string;
  device: 'auto' | (typeof deviceKinds)[number];
  threads?: number;
  checkpointSeconds: number;
  exclude?: string[];
  followLinks: boolean;
  maxFileSize?: number;
  /** Whether samples are drawn of what the network writes. */
  samples?: boolean;
}

export function addTrain(program: Command, invocation: Invocation): void {
  const command = program
    .command('train')
    .description('Train a model on the code in one folder or several.')
    .argument('[folders...]', 'folders of code; with --split tail perhaps one text')
    .option('--out <model>', 'model file to write, such as model.onnx');
  addTrainingOptions(command);
  command
    .addOption(
      new Option(
        '--fast',
        `a small network, quick in every completion too; ${minutesOf.fast} minutes where not told otherwise`,
      ).conflicts(['balanced', 'best']),
    )
    .addOption(new Option('--balanced', `up to 512 units; ${minutesOf.balanced} minutes (default)`).conflicts('best'))
    .option('--best', `up to 1024 units; ${minutesOf.best} minutes`)
    .option('--explain', 'say why this network was chosen')
    .option('--preset <preset>', 'a published set-up, as `housestyle presets` lists them; other options go before it')
    .option('--resume', 'go on with the run that was stopped, from its checkpoint beside the model file')
    .addOption(
      new Option('--from <model>', 'start from the weights of this model, whose network it takes').conflicts('resume'),
    )
    .option('--no-pretrained', 'start from nothing, not from the network that comes with House Style')
    .optionsGroup('Corpus:')
    .addOption(excludeOption())
    .addOption(linksOption())
    .addOption(
      rangedOption('--max-file-size <megabytes>', 'leave out larger files', { from: 0.001, to: 1024, whole: false }),
    )
    .optionsGroup('Machine:')
    .addOption(new Option('--engine <engine>', 'what runs the training').default('auto'))
    .addOption(new Option('--device <device>', '').choices(['auto', ...deviceKinds]).default('auto'))
    .addOption(rangedOption('--threads <threads>', '(default: all cores)', { from: 1, to: 1024, whole: true }))
    .addOption(
      rangedOption('--checkpoint-seconds <seconds>', 'between two checkpoints', {
        from: 0,
        to: 86_400,
        whole: false,
      }).default(60),
    )
    .optionsGroup('Output:')
    .option('--json', 'print one JSON event a line')
    .addOption(optionsFromStdin().conflicts(['out', 'exclude', 'resume', 'minutes', 'epochs', 'pretrained', 'device']))
    .action(async (named: readonly string[], flags: TrainFlags) => {
      await run(await requestOf(named, flags), invocation);
    });
}

type Request = TrainFlags & { readonly folders: readonly CodeFolder[]; readonly out: string };

async function requestOf(named: readonly string[], flags: TrainFlags): Promise<Request> {
  if (flags.optionsFromStdin) {
    if (named.length > 0) throw new Failure('usage', 'With --options-from-stdin the folders are named there.');
    const request = await readOptions(trainRequest);
    const { minutes, resume = false, pretrained = true, device = 'auto', samples = false } = request;
    const given = { resume, pretrained, device, samples, ...(minutes !== undefined && { minutes }) };
    return { ...flags, ...given, folders: request.folders, out: request.out };
  }
  if (named.length === 0) throw new Failure('usage', 'Name the folder of code to train on.');
  if (flags.out === undefined) throw new Failure('usage', 'Name the model file to write: --out model.onnx.');
  return { ...flags, folders: namedFolders(named, flags), out: flags.out };
}

async function run({ folders, ...flags }: Request, { stop }: Invocation): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) whenReaderLeaves(stream, () => undefined);
  const report = flags.json ? jsonReport() : terminalReport({ explain: flags.explain ?? false });
  const given = givenOptions(flags);
  try {
    await train(
      {
        code: folders,
        model: flags.out,
        options: flags.preset === undefined ? given : withPreset(presetNamed(flags.preset), given),
        resume: flags.resume ?? false,
        samples: flags.samples ?? false,
        ...(flags.from !== undefined && { from: flags.from }),
        ...(flags.pretrained && flags.preset === undefined && { pretrained: pretrainedModelPath }),
        corpus: {
          ...(flags.maxFileSize !== undefined && { maximumFileBytes: Math.round(flags.maxFileSize * 2 ** 20) }),
        },
        engine: {
          engine: flags.engine,
          program: process.argv[1],
          device: flags.device,
          ...(flags.threads !== undefined && { threads: flags.threads }),
        },
        effort: flags.fast ? 'fast' : flags.best ? 'best' : 'balanced',
        checkpointSeconds: flags.checkpointSeconds,
        productVersion,
      },
      report.event.bind(report),
      stop.signal,
    );
  } finally {
    report.close();
  }
}
