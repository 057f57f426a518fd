import type { Kitfile } from './Kitfile';
import { KitfileCheck } from './KitfileCheck';
import { quoteKitfileText as quote, type KitfileProblem } from './KitfileError';
import { kitfilePathKind } from './kitfilePath';

/**
 * What kit 1.15 would refuse of a Kitfile that was built rather than read, in the order of the document. Empty where it
 * is a good one.
 *
 * @public
 */
export function kitfileProblems(kitfile: Kitfile): readonly KitfileProblem[] {
  const check = new KitfileCheck();
  const { model } = kitfile;
  if (model) {
    check.usePath('model', model.path);
    if (kitfilePathKind(model.path ?? '') !== 'modelkit')
      check.localPath('model.path', model.path);
    model.parts?.forEach((part, index) => {
      const place = `model.parts[${index}]`;
      check.usePath(place, part.path);
      check.localPath(`${place}.path`, part.path);
      check.partType(`${place}.type`, part.type);
    });
  }
  kitfile.code?.forEach(({ path }, index) => {
    check.usePath(`code[${index}]`, path);
    check.localPath(`code[${index}].path`, path);
  });
  kitfile.datasets?.forEach((dataset, index) => {
    check.usePath(`datasets[${index}]`, dataset.path);
    check.localPath(`datasets[${index}].path`, dataset.path);
    check.remoteDataset(`datasets[${index}]`, dataset);
  });
  kitfile.docs?.forEach(({ path }, index) => {
    check.usePath(`docs[${index}]`, path);
    check.localPath(`docs[${index}].path`, path);
  });
  // two prompts may share a path: kit does not compare them
  kitfile.prompts?.forEach(({ path }, index) =>
    check.localPath(`prompts[${index}].path`, path),
  );
  kitfile.mcpServers?.forEach((server, index) => {
    check.usePath(`mcpServers[${index}]`, server.path);
    check.mcpServer(`mcpServers[${index}]`, server);
  });
  check.insideRemoteDatasets();
  return check.problems;
}

/**
 * What kit 1.15 accepts with a warning.
 *
 * @public
 */
export function kitfileWarnings(kitfile: Kitfile): readonly string[] {
  const ignored = (kitfile.datasets ?? []).flatMap(
    ({ remotePath, remoteHash }, index) =>
      remoteHash && remotePath && kitfilePathKind(remotePath) === 'modelkit'
        ? [
            `datasets[${index}].remoteHash is ignored, since remotePath is a ModelKit: a digest in the reference does its work.`,
          ]
        : [],
  );
  if (kitfile.manifestVersion === '1.0.0') return ignored;
  return [
    `manifestVersion is ${quote(
      kitfile.manifestVersion,
    )} and is read as 1.0.0: write 1.0.0.`,
    ...ignored,
  ];
}
