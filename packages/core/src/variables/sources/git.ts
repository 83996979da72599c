import { StsError } from '../../errors/index.js';
import { childProcess, unsure } from '../../loading/index.js';
import type { VariableSource } from '../source-context.js';
import { requireAddress } from './require-address.js';

/** What each name asks of git, as version 4 of Serverless has them. */
const QUESTIONS: Readonly<Record<string, readonly string[]>> = {
  branch: ['rev-parse', '--abbrev-ref', 'HEAD'],
  commit: ['rev-parse', 'HEAD'],
  sha1: ['rev-parse', '--short', 'HEAD'],
  describe: ['describe', '--always'],
  describeLight: ['describe', '--always', '--tags'],
  message: ['log', '-1', '--pretty=%B'],
  messageSubject: ['log', '-1', '--pretty=%s'],
  messageBody: ['log', '-1', '--pretty=%b'],
  user: ['config', 'user.name'],
  email: ['config', 'user.email'],
  root: ['rev-parse', '--show-toplevel'],
  repository: ['rev-parse', '--show-toplevel'],
  tags: ['tag', '--points-at', 'HEAD'],
  isDirty: ['status', '--porcelain', '--untracked-files=no'],
};

const LONGEST_MS = 5000;

/** `${git:branch}` and its kin: version 4 of Serverless has them, version 3 from a plugin. */
export function gitSource(dir: string): VariableSource {
  return (request) => {
    const name = requireAddress(request);
    unsure();
    const question = Object.hasOwn(QUESTIONS, name) ? QUESTIONS[name] : undefined;
    if (question === undefined) {
      throw new StsError({
        code: 'STS_VARIABLE_INVALID',
        message: `${request.text} in ${request.at}: git knows no "${name}".`,
        hint: `It knows ${Object.keys(QUESTIONS).join(', ')}.`,
      });
    }
    const where = `${request.text} in ${request.at}`;
    const answer = ask(question, dir, where);
    // As the plugin has it: a commit without a tag is named by itself.
    const isUntagged = name === 'tags' && answer === '';
    return { raw: isUntagged ? ask(QUESTIONS['sha1'] ?? [], dir, where) : shaped(name, answer), id: `git:${name}` };
  };
}

function ask(question: readonly string[], cwd: string, where: string): string {
  const { status, stdout, stderr, error } = childProcess().spawnSync('git', question, {
    cwd,
    encoding: 'utf8',
    timeout: LONGEST_MS,
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // `config` answers 1 for what is not set.
  if (error === undefined && (status === 0 || (status === 1 && question[0] === 'config'))) return stdout.trim();
  throw new StsError({
    code: 'STS_VARIABLE_UNRESOLVED',
    message: `${where} has no value: git ${question.join(' ')} failed: ${(error?.message ?? stderr.trim().split('\n')[0]) || `exit ${status ?? 'unknown'}`}`,
    hint: `It was asked in ${cwd}.`,
  });
}

function shaped(name: string, answer: string): unknown {
  switch (name) {
    case 'isDirty':
      return answer !== '';
    case 'repository':
      return answer.split('/').at(-1);
    case 'tags':
      return answer.split('\n').join('::');
    default:
      return answer;
  }
}
