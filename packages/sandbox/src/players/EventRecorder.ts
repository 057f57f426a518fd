import { createHash } from 'node:crypto';
import type { ClusterClient, KubernetesObject } from '../kubernetes';

/** An event as it is reported. */
export interface EventReport {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly fieldPath?: string;
}

type StoredEvent = KubernetesObject & {
  count?: number;
  lastTimestamp?: string;
};

/** As long as a real API server keeps events. */
const retentionMs = 60 * 60 * 1000;

/** Writes events about objects; what is told again is counted, what is old goes. */
export class EventRecorder {
  constructor(
    private readonly options: {
      client: ClusterClient;
      now: () => Date;
      component: string;
    },
  ) {}

  report(about: KubernetesObject, report: EventReport): void {
    const { client, now, component } = this.options;
    const {
      namespace = 'default',
      name,
      uid,
      resourceVersion,
    } = about.metadata;
    const time = now()
      .toISOString()
      .replace(/\.\d+Z$/, 'Z');
    const identity = [
      uid,
      component,
      report.reason,
      report.message,
      report.fieldPath,
    ].join('\n');
    const eventName = `${name}.${createHash('sha256')
      .update(identity)
      .digest('hex')
      .slice(0, 16)}`;
    const known = client.get<StoredEvent>({
      kind: 'Event',
      namespace,
      name: eventName,
    });
    // Events of an object that is gone with its namespace have nowhere to be.
    if (
      client.get({ kind: 'Namespace', name: namespace })?.metadata
        .deletionTimestamp
    )
      return;
    if (known) {
      client.update(
        { ...known, count: (known.count ?? 1) + 1, lastTimestamp: time },
        { manager: component },
      );
      return;
    }
    this.forgetOld(namespace);
    client.create(
      {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: eventName, namespace },
        involvedObject: {
          apiVersion: about.apiVersion,
          kind: about.kind,
          name,
          namespace,
          uid,
          resourceVersion,
          ...(report.fieldPath && { fieldPath: report.fieldPath }),
        },
        type: report.type,
        reason: report.reason,
        message: report.message,
        count: 1,
        firstTimestamp: time,
        lastTimestamp: time,
        source: { component },
        reportingComponent: component,
        reportingInstance: '',
      },
      { manager: component },
    );
  }

  private forgetOld(namespace: string): void {
    const { client, now } = this.options;
    const oldest = now().getTime() - retentionMs;
    for (const { metadata, lastTimestamp } of client.list<StoredEvent>(
      'Event',
      { namespace },
    )) {
      if (Date.parse(lastTimestamp ?? '') < oldest)
        client.delete({ kind: 'Event', namespace, name: metadata.name });
    }
  }
}
