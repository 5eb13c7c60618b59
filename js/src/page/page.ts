import "./page.css";
import { openPage } from "./open_page.ts";

void openPage(document);
