"""Floor 3: pages, grouped by who may open them. The rooms (shop, account, group, clinic) never import each other."""
