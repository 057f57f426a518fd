/** What the containers of a model's pod print: plausible, short, and naming what a reader would look for. */

const logger = (level: string, text: string) => `${level} kserve ${text}`;

/** A model server that starts, before it has loaded its model. */
export function startingLines(service: string): string[] {
  return [
    logger(
      'INFO',
      `[model_server.py:register_model():411] Registering model: ${service}`,
    ),
    logger(
      'INFO',
      '[storage.py:download():66] Copying contents of /mnt/models to local',
    ),
  ];
}

/** The model is loaded and served. */
export function loadedLines(service: string): string[] {
  return [
    logger(
      'INFO',
      `[model.py:load():88] Model ${service} loaded from /mnt/models`,
    ),
    logger(
      'INFO',
      '[model_server.py:start():275] Setting max asyncio worker threads as 20',
    ),
    logger('INFO', '[server.py:start():70] Starting uvicorn with 1 workers'),
    'INFO:     Application startup complete.',
    'INFO:     Uvicorn running on http://0.0.0.0:8080 (Press CTRL+C to quit)',
  ];
}

/** The model cannot be loaded; the last line is the reason. */
export function loadFailureLines(service: string, reason: string): string[] {
  return [
    logger(
      'ERROR',
      `[model_server.py:register_model():418] Failed to load model: ${service}`,
    ),
    'Traceback (most recent call last):',
    '  File "/sklearnserver/sklearnserver/model.py", line 58, in load',
    '    self._model = joblib.load(model_file)',
    reason,
  ];
}

/** A server that dies while it serves. */
export function crashLines(reason: string): string[] {
  return [
    logger('ERROR', `[server.py:serve():96] ${reason}`),
    'INFO:     Shutting down',
  ];
}

/** The modelcar's init container. */
export function modelcarLines(image: string): string[] {
  return [
    `Pre-fetching modelcar ${image}: `,
    'OK ... Prefetched and valid (/models exists)',
  ];
}
