/** Reads a model file and says as JSON how that ended and how much memory it took: `node read-model FILE`. */
import { asFailure } from '@house-style/protocol/failure';
import { readModelFile } from '../model-file/model-file';

const [, , file = ''] = process.argv;
readModelFile(file).then(
  () => say('good'),
  (error: unknown) => say(asFailure(error).code),
);

function say(code: string): void {
  process.stdout.write(JSON.stringify({ code, megabytes: Math.round(process.resourceUsage().maxRSS / 1024) }));
}
