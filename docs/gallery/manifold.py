"""Figure 10: what a generator makes of each tile of its latents, flat polygons in space."""

from splinewidgets import ManifoldExplorer, zoo

sheet = zoo.warped_surface(progress=False)
explorer = ManifoldExplorer(sheet.generator, samples=1000, height=420)

explorer.to_html("manifold.html", title="A generator's manifold")
explorer.save("manifold.png", dpi=110)
