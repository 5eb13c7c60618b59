import { DATASET_FUNCTIONS, MOMENTUM } from "../wire/wire.ts";
import { Architecture } from "./architecture.ts";
import { type Experiment, examplesOf } from "./experiment.ts";
import { floatLiteral, textLiteral } from "./python_literals.ts";

const ONE_THREAD =
  "torch.set_num_threads(1)  # quicker for matrices this small, and adds them up in one order";
const FROM_ZOO = "from splinewidgets import zoo\n\n";

/**
 * A script of PyTorch that trains the same network on the same points, letter by letter that of `Experiment.script`.
 *
 * It begins with the same weights and takes the same points in each step. PyTorch computes in float32 and the page in
 * float64, so that after many steps the weights are near each other and not equal.
 */
export function script(experiment: Experiment, steps: number): string {
  const architecture = new Architecture(experiment, examplesOf(experiment).outputs);
  const parts = [
    `import torch\nfrom torch import nn\n\n${ONE_THREAD}`,
    architecture.blocksCode(),
    dataCode(experiment),
    `torch.manual_seed(${experiment.seed})\nmodel = ${architecture.code()}`,
    optimizerCode(experiment),
    loopCode(experiment, steps),
  ];
  const written = parts.filter((part) => part !== "").map((part) => part.replace(/^\n+|\n+$/g, ""));
  return `${written.join("\n\n")}\n`;
}

function dataCode({ data, drawn, formula, samples, noise, seed, loss }: Experiment): string {
  const how = `${samples}, noise=${floatLiteral(noise)}, seed=${seed}`;
  if (data === "drawn") {
    const rows = drawn.map(([x1, x2, label]) => `[${floatLiteral(x1)}, ${floatLiteral(x2)}, ${label}]`);
    return (
      `points = torch.tensor([\n    ${rows.join(",\n    ")},\n], dtype=torch.float64)\n` +
      "inputs, targets = points[:, :2].float(), points[:, 2].long()"
    );
  }
  if (data === "formula") {
    const code = `${FROM_ZOO}inputs, targets = zoo.formula_targets(${textLiteral(formula)}, ${how})`;
    return loss === "squared" ? code : `${code}\ntargets = (targets[:, 0] > 0).long()`;
  }
  return `${FROM_ZOO}points = zoo.${DATASET_FUNCTIONS[data]}(${how})\ninputs, targets = points.inputs, points.labels`;
}

function optimizerCode({ optimizer, rate, weight_decay }: Experiment): string {
  const settings = `model.parameters(), lr=${floatLiteral(rate)}, weight_decay=${floatLiteral(weight_decay)}`;
  if (optimizer === "adam") return `optimizer = torch.optim.AdamW(${settings})`;
  const momentum = optimizer === "momentum" ? `, momentum=${floatLiteral(MOMENTUM)}` : "";
  return `optimizer = torch.optim.SGD(${settings}${momentum})`;
}

function loopCode({ data, drawn, samples, loss, batch, seed }: Experiment, steps: number): string {
  const classes = data !== "formula" || loss !== "squared";
  const batches = batch > 0 && (batch < samples || (data === "drawn" && batch < drawn.length));
  const chosen = batches ? "[chosen]" : "";
  const lines: string[] = [];
  if (loss === "squared" && classes) {
    lines.push("targets = nn.functional.one_hot(targets, model[-1].out_features).float()");
  }
  if (batches) {
    lines.push(
      `random = torch.Generator().manual_seed(${seed})`,
      "order = torch.empty(0, dtype=torch.int64)",
    );
  }
  lines.push(`for step in range(${steps}):`);
  if (batches) {
    lines.push(
      `    if len(order) < ${batch}:`,
      "        order = torch.randperm(len(inputs), generator=random)",
      `    chosen, order = order[:${batch}], order[${batch}:]`,
    );
  }
  const kind = loss === "cross_entropy" ? "cross_entropy" : "mse_loss";
  lines.push(
    `    loss = nn.functional.${kind}(model(inputs${chosen}), targets${chosen})`,
    "    optimizer.zero_grad()",
    "    loss.backward()",
    "    optimizer.step()",
    'print(f"loss {loss:.4g} in the last step")',
  );
  return lines.join("\n");
}
