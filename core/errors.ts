/**
 * The one table of errors that a user can meet: code, message template, HTTP status, exit code.
 * Exit codes (contract): 1 failed · 2 wrong use · 3 input refused · 4 a needed part is missing · 130 interrupted.
 * `docs/errors.md` is generated from this table and a test holds the two together.
 */
interface ErrorRow {
  /** Template; `{name}` is filled from the values given where the error is thrown. */
  message: string;
  /** What the user can do about it; same templates. */
  hint: string;
  http: number;
  exit: 1 | 2 | 3 | 4 | 130;
}

export const ERRORS = {
  // use
  USAGE: { message: '{detail}', hint: 'Run `gossan {command} --help` for an example.', http: 400, exit: 2 },
  UNKNOWN_COMMAND: { message: 'There is no command "{name}".', hint: '{suggestion}', http: 404, exit: 2 },
  INTERRUPTED: { message: 'Stopped by the user.', hint: 'Nothing that was finished is lost.', http: 499, exit: 130 },
  INTERNAL: {
    message: '{detail}',
    hint: 'Run the same command with --debug and report what it prints.',
    http: 500,
    exit: 1,
  },
  QUESTION_TOO_LONG: {
    message: 'The question has {characters} characters; at most {most} are read.',
    hint: 'Ask about a part of it, or save the text as a file and add it to the knowledge base (`gossan kb add FILE`).',
    http: 413,
    exit: 3,
  },
  // files in general
  FILE_NOT_FOUND: {
    message: '{path}: no such file or folder.',
    hint: 'Check the spelling of the path.',
    http: 404,
    exit: 3,
  },
  FILE_EMPTY: {
    message: '{path}: the file is empty (0 bytes).',
    hint: 'Copy or download the file again.',
    http: 422,
    exit: 3,
  },
  FILE_UNREADABLE: {
    message: '{path}: cannot be read ({detail}).',
    hint: 'Check the permissions of the file and the disk it is on.',
    http: 422,
    exit: 3,
  },
  IS_DIRECTORY: { message: '{path} is a folder, not {expected}.', hint: '{suggestion}', http: 422, exit: 3 },
  DISK_FULL: {
    message: 'The disk is full while writing {path}.',
    hint: 'Free some space and run the command again; what was there before is unchanged.',
    http: 507,
    exit: 1,
  },
  WRITE_FAILED: {
    message: '{path}: cannot be written ({detail}).',
    hint: 'Check that the folder exists and that you may write there.',
    http: 500,
    exit: 1,
  },
  // scenes and spectra
  SCENE_FORMAT_UNKNOWN: {
    message: '{path}: not a scene that Gossan can read ({detail}).',
    hint: 'Readable today: {formats}.',
    http: 415,
    exit: 3,
  },
  SCENE_HEADER_MISSING: {
    message: '{path}: no ENVI header beside it.',
    hint: 'Put the .hdr file next to the data file, with the same name.',
    http: 422,
    exit: 3,
  },
  SCENE_DATA_MISSING: {
    message: '{path}: the data file of this header was not found ({detail}).',
    hint: 'Keep the header and its data file together, with the same name.',
    http: 422,
    exit: 3,
  },
  SCENE_HEADER_FIELD: {
    message: '{path}: the header field "{field}" {detail}.',
    hint: 'Mend the header; every ENVI cube needs samples, lines, bands, data type and interleave.',
    http: 422,
    exit: 3,
  },
  SCENE_TRUNCATED: {
    message: '{path}: truncated: {actual} bytes found, {expected} expected from the header.',
    hint: 'Copy or download the data file again.',
    http: 422,
    exit: 3,
  },
  SCENE_OVERLONG: {
    message: '{path}: too long: {actual} bytes found, {expected} expected from the header.',
    hint: 'The header describes another file, or a wrong data type or size: find the one that belongs to the data.',
    http: 422,
    exit: 3,
  },
  SCENE_OUTSIDE: {
    message: '{path}: its header points outside its own folder ({detail}).',
    hint: 'Put the data file beside the header, with the same name, or name the data file itself.',
    http: 422,
    exit: 3,
  },
  SCENE_DAMAGED: {
    message: '{path}: the file is damaged ({detail}).',
    hint: 'Copy or download it again, and compare its size with the one that the archive shows.',
    http: 422,
    exit: 3,
  },
  SCENE_PRODUCT: {
    message: '{path}: not a complete product ({detail}).',
    hint: 'Use the file as its agency distributes it: EMIT_L2A_RFL_*.nc or PRS_L2D_STD_*.he5.',
    http: 422,
    exit: 3,
  },
  SCENE_WAVELENGTHS: {
    message: '{path}: {detail}.',
    hint: 'Give one wavelength for each band, in nm or µm; Ångström and wavenumbers (cm-1) need their unit named.',
    http: 422,
    exit: 3,
  },
  SCENE_NOT_REFLECTANCE: {
    message: '{path}: looks like {quantity}, not reflectance ({detail}).',
    hint: 'Use a reflectance product (Level 2A), or name a conversion: --as radiance (by the sun where its elevation and date are known) or --as relative (by the mean of the scene).',
    http: 422,
    exit: 3,
  },
  SCENE_PARTS: {
    message: '{path}: the files of this product do not fit together ({detail}).',
    hint: 'Keep all files of one product in one folder, unchanged and with their own names.',
    http: 422,
    exit: 3,
  },
  SCENE_SEVERAL: {
    message: '{path}: holds {count} scenes.',
    hint: 'Name one of them: {suggestion}.',
    http: 422,
    exit: 3,
  },
  ARCHIVE_DAMAGED: {
    message: '{path}: the ZIP archive is damaged ({detail}).',
    hint: 'Copy or download the archive again.',
    http: 422,
    exit: 3,
  },
  ARCHIVE_REFUSED: {
    message: '{path}: this ZIP archive is not unpacked ({detail}).',
    hint: 'If you trust it, unpack it yourself and name the folder of the scene.',
    http: 422,
    exit: 3,
  },
  SCENE_WINDOW: {
    message: 'The window {window} does not lie inside the scene of {width}×{height} pixels.',
    hint: 'Give --window X Y WIDTH HEIGHT in pixels from the upper left corner.',
    http: 422,
    exit: 2,
  },
  SCENE_MISSING: {
    message: 'This question needs a scene and none is open.',
    hint: 'Add --scene PATH, or `/scene PATH` in the chat.',
    http: 422,
    exit: 2,
  },
  SCENE_NOT_OFFERED: {
    message: 'The scene {scene} is not offered here.',
    hint: 'GET /api/scenes lists those that are. `gossan serve --scene PATH` offers a scene, or all of a folder.',
    http: 403,
    exit: 3,
  },
  LAYER_UNKNOWN: {
    message: 'The map has no layer {layer}.',
    hint: 'It has {layers}.',
    http: 404,
    exit: 2,
  },
  SPECTRA_FORMAT: {
    message: '{path}: not a table of spectra ({detail}).',
    hint: 'A CSV has the wavelength (nm or µm) in its first column and one spectrum a column.',
    http: 422,
    exit: 3,
  },
  LIBRARY_FORMAT: {
    message: '{path}: not a mineral library ({detail}).',
    hint: 'See tools/spectral/README.md for the format.',
    http: 422,
    exit: 3,
  },
  EVAL_SET: {
    message: '{path}, line {line}: cannot be evaluated ({detail}).',
    hint: 'One JSON object a line; `gossan eval identify --help`, `eval answers --help` and `eval vision --help` show one.',
    http: 422,
    exit: 3,
  },
  LABELS_FORMAT: {
    message: '{path}, line {line}: not a label of a box ({detail}).',
    hint: 'YOLO labels have one box a line: class x y w h, the last four as fractions of the picture.',
    http: 422,
    exit: 3,
  },
  EVAL_KB: {
    message: 'The set cannot be asked: {detail}.',
    hint: 'Add the documents with `gossan kb add PATH… --kb NAME`, then name the base with --kb.',
    http: 422,
    exit: 3,
  },
  AOI_FORMAT: {
    message: '{path}: cannot be used as an area of interest ({detail}).',
    hint: 'Give polygons as GeoJSON, as a Shapefile (.shp with its .prj beside it, or a .zip of them), or as KML or KMZ.',
    http: 422,
    exit: 3,
  },
  AOI_OUTSIDE: {
    message: '{path}: the area of interest does not touch the scene {scene}.',
    hint: 'Check that it belongs to this scene, that longitude comes before latitude, and that a Shapefile has its own .prj.',
    http: 422,
    exit: 3,
  },
  AOI_SYSTEM: {
    message: '{path}: the coordinate system {system} cannot be transformed to longitude and latitude.',
    hint: 'Export the polygons in longitude and latitude (WGS 84, EPSG:4326) or in UTM.',
    http: 422,
    exit: 3,
  },
  AOI_SCENE: {
    message: '{path}: the scene {scene} has no known place on the ground, so the area of interest cannot be put on it.',
    hint: 'Georeference the scene, or choose a part of it with --window X Y WIDTH HEIGHT in pixels.',
    http: 422,
    exit: 3,
  },
  VIEW_RECIPE: {
    message: 'There is no recipe "{name}" for a view.',
    hint: 'Recipes: {names}. `gossan view --list` says what each is for.',
    http: 404,
    exit: 2,
  },
  VIEW_BANDS: {
    message: '{path}: the recipe "{recipe}" cannot be drawn: no good band at {missing}.',
    hint: 'Choose a recipe for the wavelengths that this sensor has; `gossan view --list` shows them.',
    http: 422,
    exit: 3,
  },
  VIEW_PROJECTOR: {
    message: '{path}: not a projector for this view ({detail}).',
    hint: 'Use the projector file that came with the adapter, with the recipe that it was made for.',
    http: 422,
    exit: 3,
  },
  // knowledge
  DOCUMENT_FORMAT: {
    message: '{path}: not a document that Gossan can read ({detail}).',
    hint: 'Readable: PDF, DOCX, XLSX, EPUB, HTML, CSV, Markdown, and plain text in any encoding.',
    http: 415,
    exit: 3,
  },
  DOCUMENT_ENCRYPTED: {
    message: '{path}: the file is locked by a password, or by the shop that sold it.',
    hint: 'Save a copy without the password and add that.',
    http: 422,
    exit: 3,
  },
  DOCUMENT_DAMAGED: {
    message: '{path}: the file is damaged ({detail}).',
    hint: 'Download it again, or open it in the program that it belongs to and save it anew.',
    http: 422,
    exit: 3,
  },
  DOCUMENT_NO_TEXT: {
    message: '{path}: no text on any of its {pages} pages (a scan?).',
    hint: '{advice}',
    http: 422,
    exit: 3,
  },
  DOCUMENT_TOO_LARGE: {
    message: '{path}: {detail}.',
    hint: 'Split the document and add the parts that you need.',
    http: 413,
    exit: 3,
  },
  DOCUMENT_UNKNOWN: {
    message: 'The knowledge base "{kb}" has no document "{id}".',
    hint: '`gossan kb list` shows the documents and their ids.',
    http: 404,
    exit: 2,
  },
  PAGE_UNKNOWN: {
    message: 'Document "{id}" has pages 1 to {pages}; there is no page {page}.',
    hint: 'Pages are counted from 1, as a PDF reader counts them.',
    http: 404,
    exit: 2,
  },
  KB_NAME: {
    message: '"{name}" cannot be the name of a knowledge base.',
    hint: 'Use letters, digits, dots, dashes and underscores.',
    http: 400,
    exit: 2,
  },
  KB_LOCKED: {
    message: 'The knowledge base "{kb}" is being written by another process.',
    hint: 'Wait for it to finish; searching works meanwhile.',
    http: 409,
    exit: 1,
  },
  KB_CORRUPT: {
    message: 'The knowledge base "{kb}" is damaged: {detail}.',
    hint: 'Remove {path} and add the documents again.',
    http: 500,
    exit: 1,
  },
  SOURCE_UNREACHABLE: {
    message: '{url}: cannot be fetched ({detail}).',
    hint: 'Documents of it that are in the knowledge base stay there. Check the address, or take it off with `gossan kb sync --forget`.',
    http: 502,
    exit: 4,
  },
  KB_NOTHING_THERE: {
    message: '{path}: no document was found there.',
    hint: 'Name files, or a folder that holds documents: PDF, DOCX, XLSX, EPUB, HTML, CSV, Markdown or text.',
    http: 422,
    exit: 3,
  },
  KB_EMPTY: {
    message: 'The knowledge base "{kb}" is empty.',
    hint: 'Add documents with `gossan kb add PATH`.',
    http: 422,
    exit: 2,
  },
  STORE_UNREACHABLE: {
    message: 'The team store at {place} did not answer ({detail}).',
    hint: 'Check that PostgreSQL runs and that GOSSAN_STORE names it. What was committed is kept: run the command again.',
    http: 502,
    exit: 4,
  },
  STORE_REFUSED: {
    message: 'The team store at {place} refused ({detail}).',
    hint: 'Check user, password and database in GOSSAN_STORE. At first use the user needs CREATE on the database; later the rights on all tables of the schema "gossan".',
    http: 502,
    exit: 4,
  },
  STORE_EXTENSION: {
    message: 'The team store at {place} cannot search by meaning ({detail}).',
    hint: 'Install pgvector 0.5 or later on the server (Debian: postgresql-NN-pgvector), then run `CREATE EXTENSION vector;` in the database as its administrator.',
    http: 502,
    exit: 4,
  },
  STORE_VERSION: {
    message: 'The team store at {place} has a version that does not fit ({detail}).',
    hint: 'Update Gossan on this machine, or PostgreSQL on the server.',
    http: 502,
    exit: 4,
  },
  STORE_FAILED: {
    message: 'The team store at {place} failed ({detail}).',
    hint: 'Nothing of this step was stored. Run it again; if it fails again, look at the log of PostgreSQL.',
    http: 502,
    exit: 1,
  },
  FILTER_WRONG: {
    message: 'The search cannot be narrowed like that: {detail}.',
    hint: 'See `gossan kb search --help`.',
    http: 400,
    exit: 2,
  },
  FILTER_EMPTY: {
    message: 'No document of the knowledge base "{kb}" {detail}.',
    hint: '`gossan kb list` shows the documents with their languages, years and pages.',
    http: 404,
    exit: 2,
  },
  // parts that may be missing
  EMBEDDINGS_MISSING: {
    message: 'The embedding model is not installed ({detail}).',
    hint: 'Run `npm run setup` once with a network connection; it fetches and checks the weights.',
    http: 503,
    exit: 4,
  },
  OCR_MISSING: {
    message: 'Text recognition is not installed ({detail}).',
    hint: 'Run `npm run setup` once with a network connection; it fetches and checks the models.',
    http: 503,
    exit: 4,
  },
  MODEL_UNKNOWN: {
    message: 'There is no {part} "{name}"; known are {known}.',
    hint: 'Set {variable} to one of them, or leave it unset.',
    http: 400,
    exit: 2,
  },
  BINARY_MISSING: { message: '{part} is not installed.', hint: '{fix}', http: 503, exit: 4 },
  // agents and sessions
  SESSION_UNKNOWN: {
    message: 'There is no session "{id}".',
    hint: '`gossan sessions` lists them.',
    http: 404,
    exit: 2,
  },
  SESSION_BUSY: {
    message: 'Session "{id}" is in use by process {pid}.',
    hint: 'Wait for that turn to finish, or start another session.',
    http: 409,
    exit: 1,
  },
  SESSION_NOTHING_TO_RESUME: {
    message: 'Session "{id}" has no unfinished turn.',
    hint: 'Ask the next question with --session {id}.',
    http: 409,
    exit: 1,
  },
  SESSION_TITLE: {
    message: 'A session needs a name of 1 to {most} characters; this one has {length}.',
    hint: 'For example: gossan sessions rename 7c1e "Cuprite, west block".',
    http: 400,
    exit: 2,
  },
  TURN_UNKNOWN: {
    message: 'Session "{id}" has no answered turn {turn} ({detail}).',
    hint: '`gossan sessions export {id}` shows its turns.',
    http: 404,
    exit: 2,
  },
  // curation, data sets
  LOCKED: {
    message: 'Another Gossan is writing there for longer than 15 s ({path}).',
    hint: 'Wait until it is done, or end it, and run the command again.',
    http: 409,
    exit: 1,
  },
  CURATION_CONSENT: {
    message: 'Nothing is kept of approved answers until you have agreed to the note above.',
    hint: 'Run the command again with --agree.',
    http: 403,
    exit: 2,
  },
  CURATION_CHANGED: {
    message: '{path}: line {line} was changed after it was written, or lines are missing before it.',
    hint: 'The list of approved answers is only ever appended to. Put the file back from a copy; to take an approval back, reject the turn or use `gossan curation forget`.',
    http: 409,
    exit: 3,
  },
  CURATION_SCENE: {
    message: 'What the model saw of {scene} cannot be drawn again: {detail}.',
    hint: 'Ask about it again, and approve that answer.',
    http: 409,
    exit: 3,
  },
  CURATION_NOTHING: {
    message: 'There is nothing to approve in this turn: {detail}.',
    hint: 'Ask about a scene with the vision model on, for example "What is in window 40 60 48 48?".',
    http: 422,
    exit: 2,
  },
  CORRECTION_UNCLEAR: {
    message: 'The correction is not understood: {detail}.',
    hint: 'For example: "dickite, not kaolinite" · "no alunite" · "alunite 20%, kaolinite 10%" · "also chlorite 8%" · "yes" · "0.7" · "minerals: none"; 是地开石，不是高岭石 · 没有明矾石 · 否.',
    http: 422,
    exit: 2,
  },
  DATASET_NAME: {
    message: '"{name}" is no name for a data set.',
    hint: 'Use letters, digits, "-" and "_", at most 64.',
    http: 400,
    exit: 2,
  },
  DATASET_UNKNOWN: {
    message: 'There is no data set "{name}".',
    hint: '{suggestion}',
    http: 404,
    exit: 2,
  },
  DATASET_EMPTY: {
    message: 'The data set would be empty: {detail}.',
    hint: 'Approve or correct answers first (`gossan approve`, /approve in the chat), or name files with --from.',
    http: 422,
    exit: 2,
  },
  DATASET_LINE: {
    message: '{path}: line {line}: {detail}.',
    hint: 'Each line is {"image": …, "conversations": [{"from": "user", "value": …}, {"from": "assistant", "value": …}]}; see `gossan dataset import --help`.',
    http: 422,
    exit: 3,
  },
  DATASET_LEAK: {
    message: 'Test scenes stand among the training data: {detail}.',
    hint: 'Leave these scenes out of the training data, or name them with --target-scene; what a model was trained on cannot test it.',
    http: 422,
    exit: 3,
  },
  DATASET_CHANGED: {
    message: '{path} was changed after the data set was built.',
    hint: 'Build it again; versions of a data set never change.',
    http: 409,
    exit: 3,
  },
  ENDPOINT_UNREACHABLE: {
    message: 'The endpoint {url} did not answer ({detail}).',
    hint: 'Check that the server runs and that the address is right.',
    http: 502,
    exit: 4,
  },
  // the vision model and its server
  VISION_REQUEST: {
    message: 'The request cannot be answered: {detail}.',
    hint: 'See /docs of the server for the form of a request.',
    http: 400,
    exit: 2,
  },
  VISION_IMAGE: {
    message: 'A picture of the request is refused: {detail}.',
    hint: 'Send PNG, JPEG or WebP as a data URL (data:image/png;base64,…); addresses and paths are never followed.',
    http: 400,
    exit: 3,
  },
  VISION_MODEL_UNKNOWN: {
    message: 'There is no vision model or adapter "{name}"; served are {known}.',
    hint: 'GET /v1/models lists them; an adapter must be loaded first.',
    http: 404,
    exit: 2,
  },
  VISION_BUSY: {
    message: 'The vision model has as many requests as it can keep waiting.',
    hint: 'Ask again in {seconds} s.',
    http: 429,
    exit: 1,
  },
  VISION_TIMEOUT: {
    message: 'The vision model did not finish within {seconds} s.',
    hint: 'Ask for fewer tokens (max_tokens), or again when the server has less to do.',
    http: 504,
    exit: 1,
  },
  VISION_MISSING: {
    message: 'There is no vision model to ask ({detail}).',
    hint: '{fix}',
    http: 503,
    exit: 4,
  },
  VISION_FILES: {
    message: '{path}: not a vision model that can be loaded ({detail}).',
    hint: 'Get the files of the model anew; model.json beside them says which belong together.',
    http: 503,
    exit: 4,
  },
  VISION_ADAPTER: {
    message: 'The adapter "{name}" cannot be loaded ({detail}).',
    hint: '`gossan adapters list` shows the adapters of this machine; fine-tune/README.md says what the folder of one holds.',
    http: 422,
    exit: 3,
  },
  VISION_SUBJECT: {
    message: '{model} was not trained to be asked about "{name}".',
    hint: 'It knows: {known}. For others name a larger model in GOSSAN_VISION_URL; `gossan map` looks for all minerals of the library.',
    http: 400,
    exit: 2,
  },
  ADAPTER_UNKNOWN: {
    message: 'There is no adapter "{name}" here; there are {known}.',
    hint: '`gossan adapters list` shows them; `gossan adapters pull` gets one from elsewhere.',
    http: 404,
    exit: 2,
  },
  ADAPTER_NAME: {
    message: '"{name}" cannot be the name of an adapter ({detail}).',
    hint: 'Use letters, digits, dots, dashes and underscores, and a name that is not taken.',
    http: 400,
    exit: 2,
  },
  ADAPTER_INCOMPLETE: {
    message: 'The adapter "{name}" is not whole: {detail}.',
    hint: 'Get it anew with `gossan adapters pull`, or train it again; half an adapter is never used.',
    http: 422,
    exit: 3,
  },
  ADAPTER_CHANGED: {
    message: 'The adapter "{name}" is not what was signed: {file} was changed afterwards.',
    hint: 'Get it anew with `gossan adapters pull`; `gossan adapters rollback` goes back to the one before.',
    http: 422,
    exit: 3,
  },
  ADAPTER_BASE: {
    message: 'The adapter "{name}" was made for another base: {made}, and here is {base}.',
    hint: 'Use the base that it was trained on, or train it again on this one.',
    http: 422,
    exit: 3,
  },
  ADAPTER_KEYS: {
    message: 'The tensors of the adapter "{name}" do not fit its base ({detail}).',
    hint: 'It was exported wrongly or for another version of the base: train it again.',
    http: 422,
    exit: 3,
  },
  ADAPTER_NO_EARLIER: {
    message: 'There is nothing to roll back to: {detail}.',
    hint: '`gossan adapters list` shows which adapter is active, and which was before.',
    http: 409,
    exit: 1,
  },
  ADAPTER_SOURCE: {
    message: '{source}: no adapter can be had there ({detail}).',
    hint: 'Name a folder, a file: or https: address of one, or hf:OWNER/REPOSITORY.',
    http: 502,
    exit: 4,
  },
  ADAPTER_DESTINATION: {
    message: 'An adapter cannot be pushed to {destination} ({detail}).',
    hint: 'Name a folder; `hf upload` or a copy brings it from there to a hub.',
    http: 400,
    exit: 2,
  },
  // retraining
  PYTHON_MISSING: {
    message: 'Training needs Python, and {detail}.',
    hint: '{fix}',
    http: 503,
    exit: 4,
  },
  PYTHON_FAILED: {
    message: 'Python ({what}) failed: {detail}',
    hint: 'What it wrote is in the log of the run; `gossan finetune --run ID` tries again from where it stopped.',
    http: 500,
    exit: 1,
  },
  TRAINING_REFUSED: {
    message: 'The trainer refused: {detail}.',
    hint: 'What it said is in {path}.',
    http: 422,
    exit: 3,
  },
  RUN_UNKNOWN: {
    message: 'There is no retraining run "{id}".',
    hint: '`gossan finetune` lists them.',
    http: 404,
    exit: 2,
  },
  RUN_BUSY: {
    message: 'Another retraining runs on this machine.',
    hint: '`gossan finetune` shows which; wait for it, or stop it with Ctrl-C where it runs: it can go on later.',
    http: 409,
    exit: 1,
  },
  RUN_NOTHING_TO_DECIDE: {
    message: 'The run "{id}" waits for no decision: it is {status}.',
    hint: '`gossan finetune --run {id}` goes on with it; `gossan adapters list` shows what is active.',
    http: 409,
    exit: 1,
  },
  GATE_SET_CHANGED: {
    message: '{path}: the frozen set of the gate is not as it was made.',
    hint: 'Remove that folder: it is made anew at the next use, and earlier figures then no longer compare.',
    http: 422,
    exit: 3,
  },
  GATE_LEAK: {
    message: '{path}: {count} pictures are what the gate asks about; the first is {image}, {leak}.',
    hint: 'Take the lines with these pictures out (`gossan dataset clean` names them): nobody may learn from the questions of the gate.',
    http: 422,
    exit: 3,
  },
  GATE_TOLERANCE: {
    message: 'The recipe lets {task} fall by {points} points at the gate; it must say a number from 0 to {most}.',
    hint: 'Give "tolerance" for every task in the recipe, before training.',
    http: 422,
    exit: 3,
  },
  GATE_TARGET: {
    message: '{path}: the set has no target to improve on ({detail}).',
    hint: 'Build it with scenes of their own in target.jsonl: `gossan dataset build`.',
    http: 422,
    exit: 3,
  },
  GATE_PROJECTORS: {
    message:
      'The gate cannot judge {name}: it trains projectors, and the frozen pictures are drawn by the shipped ones.',
    hint: 'Set "projector_rate" to 0 in the recipe; or compare with `gossan adapters eval` on scenes and activate by hand.',
    http: 422,
    exit: 3,
  },
  GATE_BASE: {
    message: 'The gate cannot ask {base} here: only {here} answers in this process.',
    hint: 'Compare its adapters with `gossan eval vision` on the server that serves it, and activate by hand.',
    http: 422,
    exit: 4,
  },
  WORKER_FAILED: {
    message: 'The GPU worker at {place} failed ({detail}).',
    hint: 'Look at what the worker printed, and start it again.',
    http: 502,
    exit: 4,
  },
  SERVER_STOPPING: {
    message: 'The server is stopping and takes no new requests.',
    hint: 'Ask again when it has started anew.',
    http: 503,
    exit: 1,
  },
  BODY_TOO_LARGE: {
    message: 'The request is larger than {limit}.',
    hint: 'Send fewer or smaller pictures.',
    http: 413,
    exit: 3,
  },
  REQUEST_FORMAT: {
    message: 'The request is not understood: {detail}.',
    hint: 'See /docs of the server for the form of a request.',
    http: 400,
    exit: 2,
  },
  ROUTE_UNKNOWN: {
    message: 'There is no {method} {path} here.',
    hint: 'See /docs of the server.',
    http: 404,
    exit: 2,
  },
  TOKEN_WRONG: {
    message: 'The server {url} refused ({detail}).',
    hint: 'Send the server\'s token as "Authorization: Bearer …".',
    http: 401,
    exit: 4,
  },
  TOKEN_NEEDED: {
    message: 'This needs a token, and {detail}.',
    hint: 'Send "Authorization: Bearer …" with the value of {variable} where the server runs.',
    http: 401,
    exit: 4,
  },
  CALLER_REFUSED: {
    message: 'Refused: {detail}.',
    hint: 'Without a token the server answers programs of this machine alone, by the names localhost, 127.0.0.1 and [::1].',
    http: 403,
    exit: 2,
  },
  SERVE_ADDRESS: {
    message: 'The server cannot listen at {host}:{port} ({detail}).',
    hint: '{suggestion}',
    http: 500,
    exit: 2,
  },
  MCP_INPUT: {
    message: 'The call is not understood: {detail}.',
    hint: "The tool's description and schema say what it takes (docs/mcp-tools.md).",
    http: 400,
    exit: 2,
  },
  MCP_SESSION_UNKNOWN: {
    message: 'There is no MCP session of that id.',
    hint: 'Initialize a new one; sessions end when their client is idle for long, and with the server.',
    http: 404,
    exit: 2,
  },
  MCP_SESSIONS: {
    message: '{count} MCP clients are connected, which is the most.',
    hint: 'Close a client, or wait: those that are idle for {minutes} minutes are dropped.',
    http: 503,
    exit: 1,
  },
  CONFIG_FORMAT: {
    message: '{path}: {detail}.',
    hint: 'gossan.config.json is one JSON object; see the contract in docs/configuration.md.',
    http: 400,
    exit: 2,
  },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;

type Values = Record<string, string | number | undefined>;

/** An error with a row in {@link ERRORS}. Carries the values that broke, so that callers need not parse a message. */
export class GossanError extends Error {
  readonly code: ErrorCode;
  readonly values: Values;

  constructor(code: ErrorCode, values: Values = {}, options?: { cause?: unknown }) {
    super(fill(ERRORS[code].message, values), options);
    this.name = 'GossanError';
    this.code = code;
    this.values = values;
  }

  get hint(): string {
    return fill(ERRORS[this.code].hint, this.values);
  }

  get exitCode(): number {
    return ERRORS[this.code].exit;
  }

  get httpStatus(): number {
    return ERRORS[this.code].http;
  }

  /** The shape that `--json` and HTTP answers use. */
  toJSON(): { error: { code: ErrorCode; message: string; hint: string } } {
    return { error: { code: this.code, message: this.message, hint: this.hint } };
  }
}

/** Turns anything thrown into a {@link GossanError}: file-system errors get their row, the rest becomes INTERNAL. */
export function asGossanError(thrown: unknown, path?: string): GossanError {
  if (thrown instanceof GossanError) return thrown;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (error.name === 'AbortError') return new GossanError('INTERRUPTED', {}, { cause: error });
  const system = error as NodeJS.ErrnoException;
  const where = path ?? system.path ?? 'the file';
  switch (system.code) {
    case 'ENOENT':
      return new GossanError('FILE_NOT_FOUND', { path: where }, { cause: error });
    case 'ENOSPC':
    case 'EDQUOT':
      return new GossanError('DISK_FULL', { path: where }, { cause: error });
    case 'EACCES':
    case 'EPERM':
    case 'EIO':
      return new GossanError('FILE_UNREADABLE', { path: where, detail: system.code }, { cause: error });
    case 'EISDIR':
      return new GossanError(
        'IS_DIRECTORY',
        { path: where, expected: 'a file', suggestion: 'Name a file.' },
        { cause: error },
      );
    default:
      return new GossanError('INTERNAL', { detail: error.message }, { cause: error });
  }
}

function fill(template: string, values: Values): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}
